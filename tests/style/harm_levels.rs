//! One vocabulary of harm levels: nobody else writes down its ids or colours.

use cordon_engine::vulnerability::HARM_LEVELS;
use std::collections::BTreeSet;
use std::path::Path;
use syn::visit::Visit;

/// Where the table is.
const TABLE: &str = "engine/src/vulnerability/harm_level.rs";
/// Programmes of limits are called as their only level is: keys of files, not names of levels.
const PROGRAMMES: [&str; 2] = ["engine/src/substance/limits.rs", "datasets/src/substances/user/columns.rs"];

/// Texts in code that is no test.
#[derive(Default)]
struct Texts {
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.found.push(text.value());
    }
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }
    // documentation is a text to the parser
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

fn texts_of_page() -> Vec<(String, String)> {
    let root = cordon_tests::project_dir().join("api/web/src");
    let files = walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let code = |path: &Path| path.extension().is_some_and(|end| end == "ts" || end == "css");
    files.filter(|path| code(path)).map(|path| (path.display().to_string(), super::read(&path))).collect()
}

#[test]
fn ids_and_colours_of_levels_stand_in_the_table_alone() {
    let ids: BTreeSet<&str> = HARM_LEVELS.iter().map(|level| level.id).collect();
    let colours: BTreeSet<&str> = HARM_LEVELS.iter().flat_map(|level| [level.colour_day, level.colour_night]).collect();
    let mut problems = Vec::new();
    for path in ["engine", "datasets", "api"].into_iter().flat_map(super::rust_files) {
        let name = path.display().to_string();
        if name.ends_with(TABLE) || name.contains("/tests/") {
            continue;
        }
        let mut texts = Texts::default();
        texts.visit_file(&super::parse(&path));
        let is_programme = PROGRAMMES.iter().any(|end| name.ends_with(end));
        let known =
            |text: &str| ids.contains(text) && !is_programme || colours.iter().any(|colour| text.contains(colour));
        problems.extend(texts.found.iter().filter(|text| known(text)).map(|text| format!("{name}: {text}")));
    }
    for (name, page) in texts_of_page() {
        let quoted = |id: &&&str| ['"', '\'', '`'].iter().any(|mark| page.contains(&format!("{mark}{id}{mark}")));
        let copies = ids.iter().filter(quoted).chain(colours.iter().filter(|colour| page.contains(**colour)));
        problems.extend(copies.map(|copy| format!("{name}: {copy}")));
    }
    super::fail_on(&problems, "ids and colours of harm levels come from the table, for the page from /harm-levels");
}
