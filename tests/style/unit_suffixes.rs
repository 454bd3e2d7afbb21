//! Every public `f64` of the engine says its unit in its name.

use syn::visit::Visit;

/// Endings that name a unit or a pure number. `_deg` is for edges only and allowed where listed.
const SUFFIXES: [&str; 53] = [
    "_m",
    "_m2",
    "_m3",
    "_s",
    "_kg",
    "_t",
    "_kg_s",
    "_kg_m3",
    "_kg_m2_s",
    "_kg_m2",
    "_m_s",
    "_m2_s",
    "_m3_s",
    "_m3_kg",
    "_k",
    "_pa",
    "_pa_s",
    "_j",
    "_j_kg",
    "_j_kg_k",
    "_j_mol",
    "_j_mol_k",
    "_w",
    "_w_m2",
    "_w_m_k",
    "_mol",
    "_kg_mol",
    "_mol_m3",
    "_per_year",
    "_per_s",
    "_per_m",
    "_per_m2",
    "_per_k",
    "_rad",
    "_deg",
    "_frac",
    "_prob",
    "_ratio",
    "_coefficient",
    "_factor",
    "_exponent",
    "_m_s2",
    "_tdu",
    "_m_kg13",
    "_n_m",
    "_n_s_m2",
    "_kg_s_m3",
    "_m3_mol",
    "_kg_m3_s",
    "_probit",
    "_pa_m",
    "_s_m",
    "_people",
];

/// Whole names that are pure numbers or generic arguments by nature.
const PURE: [&str; 27] = [
    "x",
    "y",
    "value",
    "computed_value",
    "view_factor",
    "transmissivity",
    "k1",
    "k2",
    "n",
    "a",
    "b",
    "c",
    "alpha",
    "beta",
    "r",
    "s",
    "probit",
    "tnt_equivalence",
    "value_at",
    "min",
    "max",
    "emissivity",
    "share",
    "score",
    "dose",
    "load",
    "p",
];

fn is_f64(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().is_some_and(|segment| {
            segment.ident == "f64"
                || (segment.ident == "Option"
                    && matches!(&segment.arguments, syn::PathArguments::AngleBracketed(args)
                        if args.args.iter().any(|arg| matches!(arg, syn::GenericArgument::Type(inner) if is_f64(inner)))))
        }),
        _ => false,
    }
}

fn named_well(name: &str) -> bool {
    let name = name.trim_start_matches("r#").to_lowercase();
    PURE.contains(&name.as_str()) || SUFFIXES.iter().any(|suffix| name.ends_with(suffix) || name == suffix[1..])
}

#[derive(Default)]
struct PublicNames {
    path: String,
    problems: Vec<String>,
}

impl PublicNames {
    fn check(&mut self, what: &str, name: &str, ty: &syn::Type) {
        if is_f64(ty) && !named_well(name) {
            self.problems.push(format!("{}: {what} `{name}`", self.path));
        }
    }
    fn check_signature(&mut self, signature: &syn::Signature) {
        for input in &signature.inputs {
            if let syn::FnArg::Typed(argument) = input
                && let syn::Pat::Ident(name) = &*argument.pat
            {
                self.check("parameter", &name.ident.to_string(), &argument.ty);
            }
        }
        if let syn::ReturnType::Type(_, ty) = &signature.output {
            self.check("function", &signature.ident.to_string(), ty);
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

impl<'ast> Visit<'ast> for PublicNames {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
            if let Some(name) = &field.ident {
                self.check("field", &name.to_string(), &field.ty);
            }
        }
    }
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if is_public(&item.vis) {
            self.check_signature(&item.sig);
        }
    }
    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if is_public(&item.vis) {
            self.check_signature(&item.sig);
        }
    }
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        if is_public(&item.vis) {
            self.check("constant", &item.ident.to_string(), &item.ty);
        }
    }
}

#[test]
fn public_f64_names_of_the_engine_carry_their_unit() {
    let mut problems = Vec::new();
    for path in super::rust_files("engine/src") {
        if path.components().any(|part| part.as_os_str() == "math") {
            continue; // pure numbers in, pure numbers out
        }
        let mut names = PublicNames { path: path.display().to_string(), ..PublicNames::default() };
        names.visit_file(&super::parse(&path));
        problems.extend(names.problems);
    }
    super::fail_on(&problems, "a public f64 without a unit in its name");
}

#[test]
fn the_check_itself_finds_a_bare_name() {
    let file: syn::File =
        syn::parse_str("pub struct Pool { pub diameter: f64, pub depth_m: f64, pub hole: Option<f64> }").unwrap();
    let mut names = PublicNames::default();
    names.visit_file(&file);
    assert_eq!(names.problems.len(), 2, "{:?}", names.problems);
}
