//! The tower: a module of the engine uses only modules on lower levels, a crate only lower crates.

use std::collections::BTreeSet;
use std::path::Path;
use syn::visit::Visit;

/// Level of each engine module, as in `engine/src/lib.rs` and ARCHITECTURE.md. Support modules
/// (level 0) may also use those listed before them, which rules out circles.
const LEVELS: [(&str, u8); 20] = [
    ("math", 0),
    ("progress", 0),
    ("provenance", 0),
    ("units", 0),
    ("substance", 1),
    ("spatial", 1),
    ("weather", 1),
    ("vulnerability", 1),
    ("frequency", 1),
    ("source", 2),
    ("city", 2),
    ("exposed", 2),
    ("dispersion", 3),
    ("fire", 4),
    ("explosion", 4),
    ("risk", 5),
    ("compliance", 6),
    ("consequence", 7),
    ("scenario", 7),
    ("process", 8),
];

/// Whether `module` may use `used`; `None` when `used` is not a module (an item of the crate root).
fn may_use(module: &str, used: &str) -> Option<bool> {
    let place = |name: &str| LEVELS.iter().position(|(known, _)| *known == name);
    let (own, other) = (place(module)?, place(used)?);
    let (level, lower) = (LEVELS[own].1, LEVELS[other].1);
    Some(lower < level || (level == 0 && lower == 0 && other < own))
}

fn level_of(module: &str) -> Option<u8> {
    LEVELS.iter().find(|(name, _)| *name == module).map(|(_, level)| *level)
}

/// First segments of every path that starts at `crate`.
#[derive(Default)]
struct CratePaths {
    modules: BTreeSet<String>,
}

impl CratePaths {
    fn take_tree(&mut self, tree: &syn::UseTree, at_crate: bool) {
        match tree {
            syn::UseTree::Path(path) if path.ident == "crate" => self.take_tree(&path.tree, true),
            syn::UseTree::Path(path) if at_crate => {
                self.modules.insert(path.ident.to_string());
            }
            syn::UseTree::Name(name) if at_crate => {
                self.modules.insert(name.ident.to_string());
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.take_tree(item, at_crate)),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for CratePaths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.take_tree(&item.tree, false);
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate")
            && let Some(module) = segments.next()
        {
            self.modules.insert(module.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }
}

fn module_of(path: &Path, source_root: &Path) -> String {
    let relative = path.strip_prefix(source_root).expect("under the source root");
    let first = relative.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn engine_modules_use_only_lower_levels() {
    let root = cordon_tests::project_dir().join("engine/src");
    let mut problems = Vec::new();
    for path in super::rust_files("engine/src") {
        let module = module_of(&path, &root);
        if module == "lib" {
            continue;
        }
        if level_of(&module).is_none() {
            problems.push(format!("{}: module `{module}` has no level", path.display()));
        }
        let mut paths = CratePaths::default();
        paths.visit_file(&super::parse(&path));
        for used in paths.modules.iter().filter(|used| **used != module) {
            if may_use(&module, used) == Some(false) {
                problems.push(format!("{}: `{module}` uses `{used}`", path.display()));
            }
        }
    }
    super::fail_on(&problems, "modules only use the levels below them");
}

#[test]
fn every_engine_module_has_a_level() {
    let library = super::read(&cordon_tests::project_dir().join("engine/src/lib.rs"));
    let declared: BTreeSet<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod "))
        .map(|rest| rest.trim_end_matches(';'))
        .collect();
    let levelled: BTreeSet<&str> = LEVELS.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, levelled);
}

#[test]
fn crates_only_look_down() {
    let forbidden = [
        ("engine/Cargo.toml", ["cordon-datasets", "gdal", "rusqlite", "actix-web", "tokio"].as_slice()),
        ("datasets/Cargo.toml", ["actix-web", "tokio", "cordon.workspace"].as_slice()),
    ];
    let mut problems = Vec::new();
    for (manifest, names) in forbidden {
        let text = super::read(&cordon_tests::project_dir().join(manifest));
        problems.extend(
            names
                .iter()
                .filter(|name| text.lines().any(|line| line.starts_with(**name)))
                .map(|name| format!("{manifest}: depends on {name}")),
        );
    }
    super::fail_on(&problems, "engine knows no files and no network, datasets no service");
}
