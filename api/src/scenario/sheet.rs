//! The calculation sheet as Markdown: source state, figures on the way, cloud table, zones, time line, exposure, caveats, models.

use super::effects::{branch_name, effect_name, effects_of};
use super::words::{Language, basis_name, level_name, origin_name, step_name};
use super::{Solved, items, number, text};
use serde_json::Value;
use std::fmt::Write;

/// The whole sheet in one language.
#[must_use]
pub fn sheet_markdown(solved: &Solved<'_>, language: Language) -> String {
    let mut page = Page { text: String::new(), language };
    page.head(solved);
    page.input(solved.input);
    page.figures(&solved.result["sheet"]);
    page.clouds(solved.result);
    page.tree(solved.result);
    page.effects(&solved.result["effects"]);
    page.receptors(&solved.result["receptors"]);
    page.timeline(&solved.result["timeline"]);
    page.caveats(solved.caveats);
    page.models(solved.manifest);
    page.text
}

struct Page {
    text: String,
    language: Language,
}

/// Text that cannot break a table or start markup of its own.
fn cell(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('`', "'")
}

impl Page {
    fn line(&mut self, line: impl std::fmt::Display) {
        let _ = writeln!(self.text, "{line}"); // writing to a String cannot fail
    }

    fn title(&mut self, en: &str, zh: &str) {
        let title = self.language.of(en, zh).to_owned();
        self.line(format_args!("\n## {title}\n"));
    }

    /// A table; nothing where it has no rows.
    fn table(&mut self, heads: &[(&str, &str)], rows: impl Iterator<Item = Vec<String>>) {
        let heads: Vec<&str> = heads.iter().map(|&(en, zh)| self.language.of(en, zh)).collect();
        self.line(format_args!("| {} |", heads.join(" | ")));
        self.line(format_args!("|{}", "---|".repeat(heads.len())));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
            self.line(format_args!("| {} |", cells.join(" | ")));
        }
    }

    fn head(&mut self, solved: &Solved<'_>) {
        let result = solved.result;
        let title = match text(&result["title"]) {
            "" => self.language.of("Release scenario", "泄漏情景"),
            given => given,
        };
        self.line(format_args!("# {}: {}\n", self.language.of("Calculation sheet", "计算书"), cell(title)));
        let name = text(&result["substance"][self.language.of("en", "zh")]);
        let (released, airborne) = (number(&result["released_mass_kg"]), number(&result["airborne_mass_kg"]));
        self.line(match self.language {
            Language::En => {
                format!("{}: {released} kg leave the containment, {airborne} kg get into the air.", cell(name))
            }
            Language::Zh => format!("{}:泄漏 {released} kg,进入空气 {airborne} kg。", cell(name)),
        });
        let version = text(&solved.manifest["cordon_version"]);
        self.line(format_args!("\nCordon {version}"));
    }

    /// Every value of the input by its path, as it was given.
    fn input(&mut self, input: &Value) {
        self.title("Input", "输入");
        let mut rows = Vec::new();
        flatten("", input, &mut rows);
        self.table(&[("field", "字段"), ("value", "值")], rows.into_iter().map(|(path, value)| vec![path, value]));
    }

    fn figures(&mut self, sheet: &Value) {
        self.title("Figures on the way", "中间计算值");
        let language = self.language;
        let heads = [
            ("step", "步骤"),
            ("quantity", "量"),
            ("name", "名称"),
            ("value", "值"),
            ("unit", "单位"),
            ("basis", "来源"),
            ("model", "模型"),
            ("computed", "原计算值"),
            ("reason", "理由"),
        ];
        let row = |entry: &Value| {
            let basis = text(&entry["basis"]);
            let emphasis = if basis == "overridden" { "**" } else { "" };
            vec![
                step_name(text(&entry["step"]), language).into(),
                text(&entry[language.of("title_en", "title_zh")]).into(),
                text(&entry["quantity"]).into(),
                format!("{emphasis}{}{emphasis}", number(&entry["value"])),
                text(&entry["unit"]).into(),
                basis_name(basis, language).into(),
                text(&entry["model"]).into(),
                entry["computed_value"].as_f64().map(super::figure).unwrap_or_default(),
                text(&entry["reason"]).into(),
            ]
        };
        self.table(&heads, items(sheet).map(row));
    }

    fn clouds(&mut self, result: &Value) {
        for cloud in items(&result["clouds"]) {
            let name = origin_name(text(&cloud["origin"]), self.language).to_owned();
            let kg = number(&cloud["mass_kg"]);
            let title = format!("{name}: {}, {kg} kg", text(&cloud["model"]));
            self.line(format_args!("\n## {title}\n"));
            self.zones(cloud, &result["zone_height_m"]);
            self.cloud_table(cloud);
        }
    }

    fn zones(&mut self, cloud: &Value, height_m: &Value) {
        let (language, height) = (self.language, number(height_m));
        self.line(match language {
            Language::En => format!("Zones at {height} m above ground, at any time:\n"),
            Language::Zh => format!("离地 {height} m 处、任意时刻的影响区:\n"),
        });
        let heads = [
            ("level", "阈值"),
            ("concentration, kg/m3", "浓度,kg/m3"),
            ("averaged over, s", "平均时间,s"),
            ("reach, m", "最远距离,m"),
            ("half-width, m", "半宽,m"),
            ("area, m2", "面积,m2"),
            ("figure is", "数值来源"),
        ];
        let row = |zone: &Value| {
            vec![
                level_name(text(&zone["level"]), zone["exposure_s"].as_f64(), language),
                number(&zone["threshold_kg_m3"]),
                number(&zone["averaging_time_s"]),
                zone["reach_m"].as_f64().map_or_else(|| language.of("not reached", "未达到").into(), super::figure),
                number(&zone["half_width_m"]),
                number(&zone["area_m2"]),
                text(&zone["origin"]).into(),
            ]
        };
        self.table(&heads, items(&cloud["zones"]).map(row));
    }

    fn cloud_table(&mut self, cloud: &Value) {
        self.line("");
        let heads = [
            ("downwind, m", "下风距离,m"),
            ("peak, kg/m3", "峰值浓度,kg/m3"),
            ("peak for flammable gas, kg/m3", "可燃计算峰值,kg/m3"),
            ("arrives, s", "到达,s"),
            ("gone, s", "离开,s"),
        ];
        let row = |row: &Value| {
            ["x_m", "peak_kg_m3", "peak_flammable_kg_m3", "arrival_s", "departure_s"]
                .map(|key| number(&row[key]))
                .into()
        };
        self.table(&heads, items(&cloud["table"]).map(row));
    }

    fn tree(&mut self, result: &Value) {
        self.title("Event tree", "事件树");
        let language = self.language;
        let heads = [("branch", "分支"), ("probability", "概率"), ("effects", "后果")];
        let row = |branch: &Value| {
            vec![
                branch_name(branch, language),
                number(&branch["conditional_prob"]),
                effects_of(branch, &result["effects"], language),
            ]
        };
        self.table(&heads, items(&result["tree"]["branches"]).map(row));
    }

    /// Fires and blasts: what describes each, and what its levels reach.
    fn effects(&mut self, effects: &Value) {
        let language = self.language;
        for effect in items(effects).filter(|effect| items(&effect["zones"]).next().is_some()) {
            let title = format!("{}: {}", effect_name(effect, language), text(&effect["model"]));
            self.line(format_args!("\n## {title}\n"));
            let figure = |figure: &Value| {
                let title = text(&figure[language.of("title_en", "title_zh")]).to_owned();
                vec![title, number(&figure["value"]), text(&figure["unit"]).into()]
            };
            self.table(&[("figure", "量"), ("value", "值"), ("unit", "单位")], items(&effect["figures"]).map(figure));
            self.line("");
            let heads =
                [("level", "阈值"), ("reach, m", "最远距离,m"), ("half-width, m", "半宽,m"), ("figure is", "数值来源")];
            let zone = |zone: &Value| {
                let missing = || language.of("not reached", "未达到").into();
                vec![
                    text(&zone[language.of("label_en", "label_zh")]).into(),
                    zone["reach_m"].as_f64().map_or_else(missing, super::figure),
                    number(&zone["half_width_m"]),
                    text(&zone["origin"]).into(),
                ]
            };
            self.table(&heads, items(&effect["zones"]).map(zone));
            self.blast_sources(&effect["blast_sources"]);
        }
    }

    /// Where blasts begin, where congested regions have a part in them.
    fn blast_sources(&mut self, sources: &Value) {
        if !items(sources).any(|source| items(&source["regions"]).next().is_some()) {
            return;
        }
        let language = self.language;
        self.line("");
        let heads = [
            ("blast of", "爆源"),
            ("downwind, m", "下风距离,m"),
            ("across, m", "横风距离,m"),
            ("energy, J", "能量,J"),
            ("class", "强度等级"),
        ];
        let row = |source: &Value| {
            let regions: Vec<String> = items(&source["regions"]).map(|region| region_name(region, language)).collect();
            let rest = || language.of("rest of the cloud", "云团其余部分").to_owned();
            vec![
                if regions.is_empty() { rest() } else { regions.join(", ") },
                number(&source["x_m"]),
                number(&source["y_m"]),
                number(&source["energy_j"]),
                number(&source["strength_class"]),
            ]
        };
        self.table(&heads, items(sources).map(row));
    }

    fn receptors(&mut self, receptors: &Value) {
        if items(receptors).next().is_none() {
            return;
        }
        self.title("Receptors", "受体");
        let heads = [
            ("name", "名称"),
            ("downwind, m", "下风距离,m"),
            ("across, m", "横风距离,m"),
            ("arrives, s", "到达,s"),
            ("peak, kg/m3", "峰值浓度,kg/m3"),
            ("lethality outdoors", "室外致死概率"),
            ("peak indoors, kg/m3", "室内峰值,kg/m3"),
            ("lethality indoors", "室内致死概率"),
        ];
        let row = |receptor: &Value| {
            let exposure = &receptor["exposure"];
            vec![
                text(&receptor["name"]).into(),
                number(&receptor["x_m"]),
                number(&receptor["y_m"]),
                number(&exposure["arrival_s"]),
                number(&exposure["peak_kg_m3"]),
                number(&exposure["lethality_prob"]),
                number(&exposure["indoors"]["peak_kg_m3"]),
                number(&exposure["indoors"]["lethality_prob"]),
            ]
        };
        self.table(&heads, items(receptors).map(row));
    }

    fn timeline(&mut self, timeline: &Value) {
        self.title("Time line", "时间线");
        let language = self.language;
        let row =
            |moment: &Value| vec![number(&moment["time_s"]), text(&moment[language.of("text_en", "text_zh")]).into()];
        self.table(&[("time, s", "时间,s"), ("what", "事件")], items(timeline).map(row));
    }

    fn caveats(&mut self, caveats: &Value) {
        self.title("Assumptions and caveats", "假定与提示");
        let language = self.language;
        for caveat in items(caveats) {
            let message = text(&caveat[language.of("message_en", "message_zh")]);
            self.line(format_args!(
                "- {} ({}): {}",
                text(&caveat["code"]),
                cell(text(&caveat["subject"])),
                cell(message)
            ));
        }
    }

    fn models(&mut self, manifest: &Value) {
        self.title("Models and data", "模型与数据");
        for model in items(&manifest["models"]) {
            let version = &model["version"];
            self.line(format_args!("- {} v{version}: {}", text(&model["id"]), cell(text(&model["citation"]))));
        }
        for (name, edition) in manifest["data_editions"].as_object().into_iter().flatten() {
            self.line(format_args!("- {name}: {}", text(edition)));
        }
    }
}

/// Leaves of a value by their paths.
pub(super) fn flatten(path: &str, value: &Value, rows: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, inner, rows);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                flatten(&format!("{path}[{index}]"), inner, rows);
            }
        }
        Value::String(text) => rows.push((path.into(), text.clone())),
        other => rows.push((path.into(), other.to_string())),
    }
}

/// Name of a congested region with its key, in the language where it has one.
fn region_name(region: &Value, language: Language) -> String {
    let names = [language.of("en", "zh"), language.of("zh", "en")].map(|which| text(&region["name"][which]));
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    format!("{} {name}", text(&region["id"])).trim_end().to_owned()
}
