//! Blast: Kingery-Bulmash and TNT equivalence.
