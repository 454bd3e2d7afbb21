//! Elementary functions come from `cordon_engine::math`: the standard library's differ between
//! machines in the last bits. Clippy bans them too; this test also covers code behind features.

use syn::visit::Visit;

const BANNED: [&str; 24] = [
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot", "sin_cos", "mul_add",
];

#[derive(Default)]
struct Calls {
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if BANNED.iter().any(|name| call.method == *name) {
            self.found.push(format!(".{}()", call.method));
        }
        syn::visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [.., kind, name] = names.as_slice()
            && (kind == "f64" || kind == "f32")
            && BANNED.contains(&name.as_str())
        {
            self.found.push(format!("{kind}::{name}"));
        }
        syn::visit::visit_expr_path(self, path);
    }
}

#[test]
fn the_engine_calls_no_elementary_function_of_std() {
    let mut problems = Vec::new();
    for path in super::rust_files("engine/src") {
        let mut calls = Calls::default();
        calls.visit_file(&super::parse(&path));
        problems.extend(calls.found.iter().map(|call| format!("{}: {call}", path.display())));
    }
    super::fail_on(&problems, "use cordon_engine::math");
}
