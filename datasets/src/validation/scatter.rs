//! Scatter plots of predicted against observed values, written as SVG by hand.

use super::{Pair, Run, StudyResult};
use crate::svg::escape;
use cordon_engine::math::{log10, pow};
use std::fmt::Write;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 560.0;
/// Left, top and side of the square of the plot.
const LEFT: f64 = 86.0;
const TOP: f64 = 56.0;
const SIDE: f64 = 430.0;
const LEGEND_LEFT: f64 = LEFT + SIDE + 26.0;

/// Colours that colour-blind readers tell apart (Okabe and Ito 2008); the shape tells the groups apart, too.
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333"];
const STYLE: &str = "text{font-family:sans-serif;font-size:13px;fill:#222}.title{font-size:15px;font-weight:bold}\
    .small{font-size:12px}.grid{stroke:#e3e3e3;stroke-width:1}.frame{fill:none;stroke:#444;stroke-width:1}\
    .one{stroke:#222;stroke-width:1.4}.two{stroke:#222;stroke-width:1;stroke-dasharray:6 4}";

/// A predicted-against-observed plot of a run: logarithmic axes with one scale, the lines of equality and of a factor of
/// two, a mark for each trial group, open marks for pairs that rest on recalled figures. Pairs that are predicted to be
/// zero have no place on it; the legend counts them.
#[must_use]
pub fn scatter_svg(study: &StudyResult, run: &Run) -> String {
    let shown: Vec<&Pair> = run.pairs.iter().filter(|pair| pair.predicted > 0.0).collect();
    let axes = Axes::of(&shown);
    let groups = run.trial_groups();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         role=\"img\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
         <text class=\"title\" x=\"{LEFT}\" y=\"24\">{title}</text>\n<text class=\"small\" x=\"{LEFT}\" y=\"43\">{model}</text>\n",
        title = escape(study.title),
        model = escape(&format!("model {}, {} pairs", run.model, run.pairs.len())),
    );
    axes.draw(&mut svg, &format!("{}, {}", study.quantity, study.unit));
    axes.lines(&mut svg);
    for pair in &shown {
        let place = groups.iter().position(|group| *group == pair.group).unwrap_or_default();
        let [x, y] = axes.place(pair.observed, pair.predicted);
        mark(&mut svg, place, pair.recalled, [x, y], &tooltip(study, pair));
    }
    legend(&mut svg, &groups, run, run.pairs.len() - shown.len());
    svg += "</svg>\n";
    svg
}

fn tooltip(study: &StudyResult, pair: &Pair) -> String {
    let (along, unit) = (pair.along, study.along.rsplit(", ").next().unwrap_or_default());
    format!(
        "{}, {along:.5} {unit}: observed {:.3e}, predicted {:.3e} {}",
        pair.trial, pair.observed, pair.predicted, study.unit
    )
}

/// One scale for both axes: whole decades around the values.
struct Axes {
    first: i32,
    last: i32,
}

impl Axes {
    fn of(pairs: &[&Pair]) -> Self {
        let values = || pairs.iter().flat_map(|pair| [pair.observed, pair.predicted]);
        let (least, greatest) = values().fold((f64::INFINITY, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
        if pairs.is_empty() {
            return Self { first: -1, last: 1 };
        }
        let (first, last) = (log10(least).floor() as i32, log10(greatest).ceil() as i32);
        Self { first, last: last.max(first + 1) }
    }

    fn offset(&self, value: f64) -> f64 {
        SIDE * (log10(value) - f64::from(self.first)) / f64::from(self.last - self.first)
    }

    fn place(&self, observed: f64, predicted: f64) -> [f64; 2] {
        [LEFT + self.offset(observed), TOP + SIDE - self.offset(predicted)]
    }

    fn draw(&self, svg: &mut String, label: &str) {
        let bottom = TOP + SIDE;
        let step = ((self.last - self.first) / 8 + 1) as usize;
        for power in (self.first..=self.last).step_by(step) {
            let at = self.offset(pow(10.0, f64::from(power)));
            let (x, y) = (LEFT + at, bottom - at);
            let number = format!("10<tspan dy=\"-5\" font-size=\"10\">{power}</tspan>");
            line(svg, "grid", [x, TOP, x, bottom]);
            line(svg, "grid", [LEFT, y, LEFT + SIDE, y]);
            let _ =
                writeln!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{number}</text>", bottom + 20.0);
            let _ =
                writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{number}</text>", LEFT - 8.0, y + 5.0);
        }
        let (middle, label) = (TOP + 0.5 * SIDE, escape(label));
        let _ = writeln!(
            svg,
            "<rect class=\"frame\" x=\"{LEFT}\" y=\"{TOP}\" width=\"{SIDE}\" height=\"{SIDE}\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">observed {label}</text>\n\
             <text transform=\"translate(28 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">predicted {label}</text>",
            LEFT + 0.5 * SIDE,
            bottom + 46.0
        );
    }

    /// The lines of equality and of a factor of two, cut at the frame.
    fn lines(&self, svg: &mut String) {
        let (least, greatest) = (pow(10.0, f64::from(self.first)), pow(10.0, f64::from(self.last)));
        for (factor, class) in [(1.0, "one"), (2.0, "two"), (0.5, "two")] {
            let from = if factor < 1.0 { least / factor } else { least };
            let to = if factor > 1.0 { greatest / factor } else { greatest };
            let ([x1, y1], [x2, y2]) = (self.place(from, factor * from), self.place(to, factor * to));
            line(svg, class, [x1, y1, x2, y2]);
        }
    }
}

fn line(svg: &mut String, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
    let _ = writeln!(svg, "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
}

/// A mark in the colour and shape of a group: circle, square, diamond, triangles, cross.
fn mark(svg: &mut String, group: usize, open: bool, [x, y]: [f64; 2], title: &str) {
    let colour = COLOURS[group % COLOURS.len()];
    let fill = if open { "#ffffff" } else { colour };
    let style = format!("fill=\"{fill}\" fill-opacity=\"0.75\" stroke=\"{colour}\" stroke-width=\"1.3\"");
    let title = escape(title);
    let outline: &[[f64; 2]] = match group % 6 {
        0 => {
            let _ =
                writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" {style}><title>{title}</title></circle>");
            return;
        }
        1 => &[[-3.6, -3.6], [3.6, -3.6], [3.6, 3.6], [-3.6, 3.6]],
        2 => &[[0.0, -5.2], [5.2, 0.0], [0.0, 5.2], [-5.2, 0.0]],
        3 => &[[0.0, -5.0], [4.8, 3.8], [-4.8, 3.8]],
        4 => &[[0.0, 5.0], [4.8, -3.8], [-4.8, -3.8]],
        _ => &[[-5.0, 0.0], [3.8, -4.8], [3.8, 4.8]],
    };
    let points: Vec<String> = outline.iter().map(|[dx, dy]| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
    let _ = writeln!(svg, "<polygon points=\"{}\" {style}><title>{title}</title></polygon>", points.join(" "));
}

fn legend(svg: &mut String, groups: &[&str], run: &Run, at_zero: usize) {
    let mut y = TOP + 12.0;
    let mut entry = |svg: &mut String, text: &str| {
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", LEGEND_LEFT + 34.0, y + 4.5, escape(text));
        y += 23.0;
        y - 23.0
    };
    for (place, group) in groups.iter().enumerate() {
        let own = || run.pairs.iter().filter(|pair| pair.group == *group);
        let y = entry(svg, &format!("{group} ({})", own().count()));
        mark(svg, place, own().all(|pair| pair.recalled), [LEGEND_LEFT + 14.0, y], group);
    }
    for (class, text) in [("one", "equal"), ("two", "factor of two")] {
        let y = entry(svg, text);
        line(svg, class, [LEGEND_LEFT, y, LEGEND_LEFT + 28.0, y]);
    }
    if run.pairs.iter().any(|pair| pair.recalled) {
        entry(svg, "open: recalled figures");
    }
    if at_zero > 0 {
        entry(svg, &format!("predicted zero, not drawn: {at_zero}"));
    }
}
