//! A plan of the zones as SVG: north up where the wind has a direction, with scale, confidence lines, receptors and legend.

use super::effects::{effect_name, short_label};
use super::words::{Language, level_colour, level_name, origin_name};
use super::{Solved, figure, items, number, text};
use cordon_datasets::svg::escape;
use cordon_engine::math::{cos, hypot, log10, pow, sin};
use serde_json::Value;
use std::f64::consts::PI;
use std::fmt::Write;

const WIDTH: f64 = 1120.0;
const HEIGHT: f64 = 760.0;
const MAIN: Frame = Frame { left: 24.0, top: 84.0, width: 720.0, height: 632.0 };
const INSET: Frame = Frame { left: 764.0, top: 456.0, width: 332.0, height: 260.0 };
const LEGEND_LEFT: f64 = 764.0;
const LEGEND_TOP: f64 = 100.0;
const LEGEND_ROW: f64 = 21.0;
/// Zones that reach less than this share of the farthest are shown again in the inset.
const INSET_SHARE: f64 = 0.2;
/// Middle of the arrow of the wind from the sides of its frame, and the height of its label, px.
const ARROW_INSET: f64 = 66.0;
const ARROW_LABEL: f64 = 20.0;
/// Rows of the legend above the inset.
const LEGEND_ROWS: usize = 15;
/// Rows of the legend where there is no inset.
const LEGEND_ROWS_ALONE: usize = 27;
const STYLE: &str = "text{font-family:'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif;font-size:13px;fill:#222}\
    .title{font-size:18px;font-weight:bold}.small{font-size:12px;fill:#444}.frame{fill:#fbfbf8;stroke:#888}\
    .ring{fill:none;stroke:#c9c9c2;stroke-width:1}.halo{paint-order:stroke;stroke:#fff;stroke-width:3px}";

/// A rectangle of the page, px.
#[derive(Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// A zone to be drawn.
struct Shape<'a> {
    key: &'a str,
    name: String,
    /// Under which head of the legend it stands.
    head: String,
    /// How strongly it is filled: fires and blasts, which may or may not come, less than clouds.
    opacity: f64,
    reach_m: f64,
    rings_m: Vec<Vec<[f64; 2]>>,
    confidence_m: Vec<[f64; 2]>,
}

/// The plan in one language.
#[must_use]
pub fn picture_svg(solved: &Solved<'_>, language: Language) -> String {
    let plan = Plan::of(solved, language);
    let mut svg = String::new();
    plan.head(&mut svg, solved);
    plan.panel(&mut svg, MAIN, &plan.shapes.iter().collect::<Vec<_>>(), true);
    plan.inset(&mut svg);
    plan.legend(&mut svg);
    plan.foot(&mut svg, solved);
    svg += "</svg>\n";
    svg
}

struct Plan<'a> {
    language: Language,
    /// East and north of the direction the cloud goes.
    downwind: (f64, f64),
    has_north: bool,
    /// Farthest first, so that the nearer ones lie on top.
    shapes: Vec<Shape<'a>>,
    receptors: Vec<(&'a str, [f64; 2])>,
}

fn rings(value: &Value) -> Vec<Vec<[f64; 2]>> {
    items(value).map(ring).collect()
}

fn ring(value: &Value) -> Vec<[f64; 2]> {
    items(value).filter_map(|place| Some([place[0].as_f64()?, place[1].as_f64()?])).collect()
}

/// The round distance (1, 2 or 5 times a power of ten) at or below a length, m.
fn round_m(length_m: f64) -> f64 {
    let decade = pow(10.0, log10(length_m.max(1e-3)).floor());
    [5.0, 2.0, 1.0].into_iter().map(|step| step * decade).find(|step_m| *step_m <= length_m).unwrap_or(decade)
}

/// A length as people say it.
fn length(length_m: f64) -> String {
    if length_m >= 1000.0 { format!("{} km", length_m / 1000.0) } else { format!("{length_m} m") }
}

impl<'a> Plan<'a> {
    fn of(solved: &Solved<'a>, language: Language) -> Self {
        let wind_from_deg = solved.input["weather"]["wind_from_deg"].as_f64();
        let downwind = wind_from_deg.map_or((1.0, 0.0), |from_deg| {
            let to_rad = (from_deg + 180.0) * PI / 180.0;
            (sin(to_rad), cos(to_rad))
        });
        let mut shapes: Vec<Shape<'a>> = Vec::new();
        for cloud in items(&solved.result["clouds"]) {
            for zone in items(&cloud["zones"]) {
                let key = text(&zone["level"]);
                shapes.push(Shape {
                    key,
                    name: level_name(key, zone["exposure_s"].as_f64(), language),
                    head: origin_name(text(&cloud["origin"]), language).into(),
                    opacity: 0.55,
                    reach_m: zone["reach_m"].as_f64().unwrap_or(0.0),
                    rings_m: rings(&zone["rings_m"]),
                    confidence_m: ring(&zone["confidence_ring_m"]),
                });
            }
        }
        for effect in items(&solved.result["effects"]) {
            for zone in items(&effect["zones"]) {
                shapes.push(Shape {
                    key: text(&zone["level"]),
                    name: short_label(zone, language),
                    head: effect_name(effect, language),
                    opacity: 0.12,
                    reach_m: zone["reach_m"].as_f64().unwrap_or(0.0),
                    rings_m: rings(&zone["rings_m"]),
                    confidence_m: ring(&zone["confidence_ring_m"]),
                });
            }
        }
        shapes.sort_by(|a, b| b.reach_m.total_cmp(&a.reach_m));
        let place = |receptor: &'a Value| {
            let [x_m, y_m] = [&receptor["x_m"], &receptor["y_m"]].map(|value| value.as_f64().unwrap_or(0.0));
            (text(&receptor["name"]), [x_m, y_m])
        };
        let receptors = items(&solved.result["receptors"]).map(place).collect();
        Self { language, downwind, has_north: wind_from_deg.is_some(), shapes, receptors }
    }

    /// East and north of a place in plume coordinates, m.
    fn turned(&self, [x_m, y_m]: [f64; 2]) -> [f64; 2] {
        let (east, north) = self.downwind;
        [x_m * east - y_m * north, x_m * north + y_m * east]
    }

    fn head(&self, svg: &mut String, solved: &Solved<'_>) {
        let result = solved.result;
        let title = match text(&result["title"]) {
            "" => self.language.of("Release scenario", "泄漏情景"),
            given => given,
        };
        let weather = &solved.input["weather"];
        let wind = format!("{} m/s, {}", weather["wind_speed_m_s"], text(&weather["stability"]));
        let from = weather["wind_from_deg"].as_f64().map(|from_deg| match self.language {
            Language::En => format!(", from {from_deg} degrees"),
            Language::Zh => format!(",风向 {from_deg}°"),
        });
        let (released, airborne) = (number(&result["released_mass_kg"]), number(&result["airborne_mass_kg"]));
        let name = text(&result["substance"][self.language.of("en", "zh")]);
        let line = match self.language {
            Language::En => format!(
                "{name}: {released} kg released, {airborne} kg into the air. Wind {wind}{}",
                from.unwrap_or_default()
            ),
            Language::Zh => {
                format!("{name}:泄漏 {released} kg,进入空气 {airborne} kg。风速 {wind} 类{}", from.unwrap_or_default())
            }
        };
        let (title, line) = (escape(title), escape(&line));
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             role=\"img\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
             <text class=\"title\" x=\"24\" y=\"36\">{title}</text>\n<text x=\"24\" y=\"62\">{line}</text>\n"
        );
    }

    /// Zones, circles of distance, source, receptors and scale in a frame.
    fn panel(&self, svg: &mut String, frame: Frame, shapes: &[&Shape<'_>], is_main: bool) {
        let view = self.view(frame, shapes, is_main);
        let clip = if is_main { "main" } else { "inset" };
        let Frame { left, top, width, height } = frame;
        let _ = write!(
            svg,
            "<clipPath id=\"{clip}\"><rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/></clipPath>\n\
             <rect class=\"frame\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n<g clip-path=\"url(#{clip})\">\n"
        );
        let radii_m = self.circles(svg, &view);
        for shape in shapes {
            self.shape(svg, &view, shape);
        }
        for radius_m in radii_m {
            let ([x, y], label) = (view.place(self.turned([radius_m, 0.0])), length(radius_m));
            let _ = writeln!(
                svg,
                "<text class=\"small halo\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{label}</text>"
            );
        }
        let [x, y] = view.place([0.0, 0.0]);
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"#000\" stroke=\"#fff\" stroke-width=\"1.5\"/>"
        );
        for &(name, place) in &self.receptors {
            let [x, y] = view.place(self.turned(place));
            let (tip, name) = (y - 7.0, escape(name));
            let _ = writeln!(
                svg,
                "<path d=\"M{x:.1} {tip:.1}l6 12h-12z\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"1.5\"/>\
                 <text class=\"halo\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>",
                x + 9.0,
                y + 5.0
            );
        }
        svg.push_str("</g>\n");
        self.scale(svg, frame, &view);
        if is_main {
            self.arrow(svg, self.free_corner(frame, &view, shapes));
        }
    }

    fn shape(&self, svg: &mut String, view: &View, shape: &Shape<'_>) {
        let colour = level_colour(shape.key);
        let tooltip = escape(&format!("{}: {} m", shape.name, figure(shape.reach_m)));
        let outline = self.path(view, std::slice::from_ref(&shape.confidence_m));
        let _ = writeln!(
            svg,
            "<path d=\"{outline}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.4\" stroke-dasharray=\"6 4\"/>"
        );
        let (area, opacity) = (self.path(view, &shape.rings_m), shape.opacity);
        let _ = writeln!(
            svg,
            "<path d=\"{area}\" fill=\"{colour}\" fill-opacity=\"{opacity}\" stroke=\"{colour}\" stroke-width=\"1.2\"><title>{tooltip}</title></path>"
        );
    }

    fn path(&self, view: &View, rings_m: &[Vec<[f64; 2]>]) -> String {
        let mut path = String::new();
        for ring in rings_m.iter().filter(|ring| ring.len() > 2) {
            for (index, &place) in ring.iter().enumerate() {
                let [x, y] = view.place(self.turned(place));
                let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
            }
            path.push('Z');
        }
        path
    }

    /// Circles about the source at round distances, m; gives their radii.
    fn circles(&self, svg: &mut String, view: &View) -> Vec<f64> {
        let step_m = round_m(view.width_m.max(view.height_m) / 4.0);
        let [x, y] = view.place([0.0, 0.0]);
        let radii_m: Vec<f64> = (1..=8).map(|index| f64::from(index) * step_m).collect();
        for radius_m in &radii_m {
            let radius = radius_m * view.px_per_m;
            let _ = writeln!(svg, "<circle class=\"ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>");
        }
        radii_m
    }

    /// The part of the ground that a frame shows.
    fn view(&self, frame: Frame, shapes: &[&Shape<'_>], with_receptors: bool) -> View {
        let rings = shapes.iter().flat_map(|shape| shape.rings_m.iter().flatten().chain(&shape.confidence_m));
        let sites = self.receptors.iter().filter(|_| with_receptors).map(|(_, place)| place);
        let places = rings.chain(sites).copied().chain([[0.0, 0.0]]).map(|place| self.turned(place));
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [east, north] in places {
            bounds = [bounds[0].min(east), bounds[1].min(north), bounds[2].max(east), bounds[3].max(north)];
        }
        let [west, south, east, north] = bounds;
        let (span_x, span_y) = ((east - west).max(20.0) * 1.12, (north - south).max(20.0) * 1.12);
        let px_per_m = (frame.width / span_x).min(frame.height / span_y);
        View {
            frame,
            px_per_m,
            middle: [0.5 * (west + east), 0.5 * (south + north)],
            width_m: frame.width / px_per_m,
            height_m: frame.height / px_per_m,
        }
    }

    /// The zones that are too small to be read in the main frame.
    fn small(&self) -> Vec<&Shape<'a>> {
        let farthest_m = self.shapes.first().map_or(0.0, |shape| shape.reach_m);
        let is_small = |shape: &&Shape<'_>| shape.reach_m > 0.0 && shape.reach_m < INSET_SHARE * farthest_m;
        self.shapes.iter().filter(is_small).collect()
    }

    /// Those zones again, larger.
    fn inset(&self, svg: &mut String) {
        let small = self.small();
        if small.is_empty() {
            return;
        }
        self.panel(svg, INSET, &small, false);
        let title = self.language.of("near the source", "泄漏源附近");
        let (x, y) = (INSET.left, INSET.top - 6.0);
        let _ = writeln!(svg, "<text class=\"small\" x=\"{x}\" y=\"{y}\">{title}</text>");
    }

    fn scale(&self, svg: &mut String, frame: Frame, view: &View) {
        let bar_m = round_m(0.25 * view.width_m);
        let (x, y) = (frame.left + 12.0, frame.top + frame.height - 12.0);
        let (bar, label) = (bar_m * view.px_per_m, length(bar_m));
        let _ = writeln!(
            svg,
            "<path d=\"M{x} {y}v-5m0 5h{bar:.1}v-5\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>\
             <text class=\"halo\" x=\"{:.1}\" y=\"{:.1}\">{label}</text>",
            x + bar + 6.0,
            y + 2.0
        );
    }

    /// The middle of the arrow in the corner that is farthest from what is drawn.
    fn free_corner(&self, frame: Frame, view: &View, shapes: &[&Shape<'_>]) -> [f64; 2] {
        let (near, far) = (ARROW_INSET, ARROW_INSET + ARROW_LABEL);
        let (left, right) = (frame.left + near, frame.left + frame.width - near);
        let (top, bottom) = (frame.top + near, frame.top + frame.height - far);
        let rings = shapes.iter().flat_map(|shape| shape.rings_m.iter().flatten().chain(&shape.confidence_m));
        let sites = self.receptors.iter().map(|(_, place)| place);
        let drawn: Vec<[f64; 2]> =
            rings.chain(sites).chain(&[[0.0, 0.0]]).map(|&place| view.place(self.turned(place))).collect();
        let room = |corner: [f64; 2]| {
            let apart = |place: &[f64; 2]| hypot(place[0] - corner[0], place[1] - corner[1]);
            drawn.iter().map(apart).fold(f64::INFINITY, f64::min)
        };
        // the scale stands in the lower left
        let corners = [[right, top], [left, top], [right, bottom]];
        corners.into_iter().max_by(|&a, &b| room(a).total_cmp(&room(b))).unwrap_or(corners[0])
    }

    /// An arrow along the wind, and where north is.
    fn arrow(&self, svg: &mut String, [x, y]: [f64; 2]) {
        let (east, north) = self.downwind;
        let (dx, dy) = (26.0 * east, -26.0 * north);
        let (ax, ay) = (9.0 * (-east * 0.87 - north * 0.5), 9.0 * (north * 0.87 - east * 0.5));
        let (bx, by) = (9.0 * (-east * 0.87 + north * 0.5), 9.0 * (north * 0.87 + east * 0.5));
        let _ = writeln!(
            svg,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"34\" fill=\"#fff\" fill-opacity=\"0.85\" stroke=\"#888\"/>\
             <path d=\"M{:.1} {:.1}l{:.1} {:.1}l{ax:.1} {ay:.1}m{:.1} {:.1}l{bx:.1} {by:.1}\" fill=\"none\" stroke=\"#08519c\" \
             stroke-width=\"3\"/>",
            x - 0.8 * dx,
            y - 0.8 * dy,
            1.6 * dx,
            1.6 * dy,
            -ax,
            -ay
        );
        let label = match self.has_north {
            true => self.language.of("wind; north up", "风向;上为北"),
            false => self.language.of("wind (no direction given)", "风(未给定风向)"),
        };
        let _ = writeln!(
            svg,
            "<text class=\"small halo\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
            y + 50.0
        );
    }

    fn legend(&self, svg: &mut String) {
        let mut row = 0;
        let mut head = None;
        let mut by_head: Vec<&Shape<'_>> = self.shapes.iter().collect();
        by_head.sort_by(|a, b| a.head.cmp(&b.head));
        let rows = if self.small().is_empty() { LEGEND_ROWS_ALONE } else { LEGEND_ROWS };
        for shape in by_head {
            if head != Some(&shape.head) {
                head = Some(&shape.head);
                let y = LEGEND_TOP + LEGEND_ROW * row as f64;
                let name = escape(&shape.head);
                let _ = writeln!(svg, "<text x=\"{LEGEND_LEFT}\" y=\"{y}\" font-weight=\"bold\">{name}</text>");
                row += 1;
            }
            if row > rows {
                break;
            }
            let (y, colour) = (LEGEND_TOP + LEGEND_ROW * row as f64, level_colour(shape.key));
            let reach = match shape.reach_m > 0.0 {
                true => format!("{} m", figure(shape.reach_m)),
                false => self.language.of("not reached", "未达到").into(),
            };
            let _ = writeln!(
                svg,
                "<rect x=\"{LEGEND_LEFT}\" y=\"{:.1}\" width=\"18\" height=\"13\" fill=\"{colour}\" fill-opacity=\"0.7\" \
                 stroke=\"{colour}\"/><text x=\"{}\" y=\"{y}\">{}</text><text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{reach}</text>",
                y - 11.0,
                LEGEND_LEFT + 26.0,
                escape(&shape.name),
                LEGEND_LEFT + 332.0,
            );
            row += 1;
        }
        let y = LEGEND_TOP + LEGEND_ROW * row as f64;
        let dashed = self.language.of("dashed: 95 of 100 wind directions", "虚线:95% 风向摆动范围");
        let _ = writeln!(
            svg,
            "<path d=\"M{LEGEND_LEFT} {:.1}h18\" stroke=\"#444\" stroke-width=\"1.4\" stroke-dasharray=\"6 4\"/>\
             <text class=\"small\" x=\"{}\" y=\"{y:.1}\">{dashed}</text>",
            y - 4.0,
            LEGEND_LEFT + 26.0
        );
    }

    fn foot(&self, svg: &mut String, solved: &Solved<'_>) {
        let caveats = items(solved.caveats).count();
        let weak = items(solved.caveats).any(|caveat| text(&caveat["code"]) == "weak_validation");
        let replaced = items(&solved.result["sheet"]).filter(|entry| text(&entry["basis"]) == "overridden").count();
        let version = text(&solved.manifest["cordon_version"]);
        let line = match self.language {
            Language::En => {
                let weak = if weak { "; field trials bear the models out only in part" } else { "" };
                format!(
                    "Cordon {version}: {caveats} assumptions and caveats{weak}; figures overridden: {replaced} (calculation sheet)"
                )
            }
            Language::Zh => {
                let weak = if weak { ";现场试验仅部分支持所用模型" } else { "" };
                format!("Cordon {version}:{caveats} 条假定与提示{weak};{replaced} 个数值由用户替换(详见计算书)")
            }
        };
        let _ = writeln!(svg, "<text class=\"small\" x=\"24\" y=\"{}\">{}</text>", HEIGHT - 16.0, escape(&line));
    }
}

/// From metres about the source to px.
struct View {
    frame: Frame,
    px_per_m: f64,
    middle: [f64; 2],
    width_m: f64,
    height_m: f64,
}

impl View {
    fn place(&self, [east_m, north_m]: [f64; 2]) -> [f64; 2] {
        [
            self.frame.left + 0.5 * self.frame.width + (east_m - self.middle[0]) * self.px_per_m,
            self.frame.top + 0.5 * self.frame.height - (north_m - self.middle[1]) * self.px_per_m,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_distances_are_one_two_or_five() {
        assert_eq!([0.9, 1.0, 2.4, 4.9, 6.0, 740.0].map(round_m), [0.5, 1.0, 2.0, 2.0, 5.0, 500.0]);
        assert_eq!((length(500.0), length(2000.0)), ("500 m".into(), "2 km".into()));
    }
}
