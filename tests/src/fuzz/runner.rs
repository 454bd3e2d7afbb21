//! Drives targets with pseudo-random bytes from a fixed seed, on the stable toolchain.

use super::Target;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Findings of one target after which it is left alone.
const ENOUGH: usize = 20;
/// Longest input made from nothing.
const MAX_BYTES: usize = 160;
/// A case that takes longer is named while it runs, so that an endless loop is found in any log.
const NAMED_AFTER: Duration = Duration::from_secs(10);

/// What a run of a target came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Inputs that were run.
    pub inputs: usize,
    /// Time they took.
    pub elapsed: Duration,
    /// The longest of them, with its input.
    pub slowest: (Duration, String),
    /// What did not hold, each kind once, with the input.
    pub findings: Vec<String>,
}

/// Runs a target over its seeds and so many inputs; panics become findings, so that one does not hide the others.
#[must_use]
pub fn run(target: &Target, inputs: usize, seed: u64) -> Outcome {
    let name = target.name.bytes().fold(seed, |hash, byte| hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    let mut random = ChaCha8Rng::seed_from_u64(name);
    let watch = Watch::of(&target.name);
    let (mut outcome, mut kinds) = (Outcome::default(), Vec::new());
    let start = Instant::now();
    for index in 0..target.seeds.len() + inputs {
        let data = target.seeds.get(index).cloned().unwrap_or_else(|| input(target, &mut random));
        let failed = one(target, &data, &watch, &mut outcome);
        let Some(words) = failed else { continue };
        let kind: String = words.chars().filter(|letter| !letter.is_ascii_digit()).take(90).collect();
        if !kinds.contains(&kind) {
            outcome.findings.push(format!("{}: {words}\n    input {}", target.name, hex(&data)));
            kinds.push(kind);
        }
        if kinds.len() >= ENOUGH {
            break;
        }
    }
    outcome.elapsed = start.elapsed();
    outcome
}

/// Runs one input; the words of the panic, when there was one.
fn one(target: &Target, data: &[u8], watch: &Watch, outcome: &mut Outcome) -> Option<String> {
    watch.begin(data);
    let start = Instant::now();
    let ran = catch_unwind(AssertUnwindSafe(|| target.run(data)));
    let took = start.elapsed();
    watch.end();
    outcome.inputs += 1;
    if took > outcome.slowest.0 {
        outcome.slowest = (took, hex(data));
    }
    let words = ran.err()?;
    let text = words.downcast_ref::<String>().map(String::as_str).or_else(|| words.downcast_ref::<&str>().copied());
    Some(text.unwrap_or("a panic without words").to_owned())
}

/// New bytes, or a seed with some changes.
fn input(target: &Target, random: &mut ChaCha8Rng) -> Vec<u8> {
    if target.seeds.is_empty() || below(random, 20) == 0 {
        let mut bytes = vec![0; below(random, MAX_BYTES)];
        random.fill_bytes(&mut bytes);
        return bytes;
    }
    let mut bytes = target.seeds[below(random, target.seeds.len())].clone();
    for _ in 0..=below(random, 4) {
        change(&mut bytes, target, random);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, target: &Target, random: &mut ChaCha8Rng) {
    let at = below(random, bytes.len() + 1);
    let end = (at + below(random, 12)).min(bytes.len());
    match below(random, 7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << below(random, 8),
        1 => bytes.insert(at, random.next_u32() as u8),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let piece = bytes[at..end].to_vec();
            drop(bytes.splice(at..at, piece));
        }
        4 => bytes.truncate(at),
        5 => {
            let other = &target.seeds[below(random, target.seeds.len())];
            let from = below(random, other.len() + 1);
            drop(bytes.splice(at..end, other[from..].iter().copied().take(40)));
        }
        _ if !target.words.is_empty() => {
            let word = target.words[below(random, target.words.len())];
            drop(bytes.splice(at..end, word.bytes()));
        }
        _ => bytes.push(0),
    }
}

fn below(random: &mut ChaCha8Rng, count: usize) -> usize {
    random.next_u32() as usize % count.max(1)
}

/// Bytes as the digits that `CORDON_FUZZ_INPUT` takes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of digits; `None` when they are none.
#[must_use]
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Says which case runs when it runs long.
struct Watch {
    case: Arc<Mutex<Option<(Instant, String)>>>,
}

impl Watch {
    fn of(target: &str) -> Self {
        let case: Arc<Mutex<Option<(Instant, String)>>> = Arc::default();
        let (seen, name) = (Arc::downgrade(&case), target.to_owned());
        std::thread::spawn(move || {
            while let Some(case) = seen.upgrade() {
                let mut running = case.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((_, input)) = running.take_if(|(start, _)| start.elapsed() > NAMED_AFTER) {
                    eprintln!("{name}: still running after {} s: {input}", NAMED_AFTER.as_secs());
                }
                drop(running);
                drop(case);
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        Self { case }
    }

    fn begin(&self, data: &[u8]) {
        *self.case.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), hex(data)));
    }

    fn end(&self) {
        *self.case.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(run: fn(&[u8])) -> Target {
        Target { name: "t".into(), seeds: vec![b"seed".to_vec()], words: &["word"], cost: 1, run: Box::new(run) }
    }

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let inputs = |seed| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            (0..50).map(|_| input(&target(|_| ()), &mut random)).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
    }

    #[test]
    fn a_panic_is_a_finding_and_comes_once() {
        let outcome = run(&target(|data| assert!(data != b"seed", "the seed, {} bytes", data.len())), 30, 7);
        assert_eq!((outcome.inputs, outcome.findings.len()), (31, 1));
        assert!(outcome.findings[0].starts_with("t: the seed, 4 bytes\n    input 73656564"), "{:?}", outcome.findings);
        assert_eq!(from_hex("73656564"), Some(b"seed".to_vec()));
    }
}
