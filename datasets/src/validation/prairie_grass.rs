//! Project Prairie Grass 1956 (Barad 1958): 10-minute sulphur dioxide releases over a mown field, arcs at 50 to 800 m.
//!
//! Inputs: docs/validation-protocol.md. (The Briggs curves themselves drew on Prairie Grass among others, so this is
//! no independent test of theirs.)

use super::read::{Cells, Reader};
use super::result::{LeftOut, Outcome, Pair, Run};
use cordon_engine::dispersion::{
    Atmosphere, GaussianPlume, SurfaceLayer, SurfaceLayerPlume, SurfaceWind, stability_from_obukhov,
};
use cordon_engine::provenance::{FieldProblem, InvalidInput};
use cordon_engine::weather::{StabilityClass, Terrain};

const RUNS: &str = "dispersion_prairie_grass_runs.csv";
const ARCS: &str = "dispersion_prairie_grass_arcs.csv";

/// Height of the wind reading that the protocol takes, m.
const WIND_HEIGHT_M: f64 = 2.0;
/// No lid where the source has none (all of these runs are stable), m.
const NO_LID_M: f64 = 1e4;
/// Nearest distance of the sigma curves, m.
const CURVES_FROM_M: f64 = 100.0;

/// A run with its weather.
struct Trial {
    name: String,
    release_rate_kg_s: f64,
    release_height_m: f64,
    averaging_time_s: f64,
    mixing_height_m: Option<f64>,
    roughness_m: f64,
    /// None where the source has no meteorology.
    weather: Option<Weather>,
    recalled: bool,
}

#[derive(Clone, Copy)]
struct Weather {
    /// At 2 m.
    wind_m_s: f64,
    obukhov_m: f64,
    friction_velocity_m_s: f64,
    /// Standard deviation of the wind direction, degrees; none where the source has none.
    direction_deviation_deg: Option<f64>,
}

struct Arc {
    run: String,
    distance_m: f64,
    sampler_height_m: f64,
    /// Corrected for evaporation loss; none where the source has no factor.
    observed_kg_m3: Option<f64>,
    at_edge: bool,
    recalled: bool,
}

/// Concentration on the axis, kg/m3, at a distance and a height, m.
type Centreline = Box<dyn Fn(f64, f64) -> f64>;
/// A model for one run; none where the run lacks an input of its.
type Model = fn(&Trial, Weather) -> Result<Option<Centreline>, InvalidInput>;

/// The models that are run on these trials.
const MODELS: &[(&str, Model)] = &[
    ("gaussian_plume", gaussian_plume),
    ("surface_layer_plume", surface_layer_by_theory),
    ("surface_layer_plume measured turbulence", surface_layer_measured),
];

fn stability(trial: &Trial, obukhov_m: f64) -> StabilityClass {
    stability_from_obukhov(1.0 / obukhov_m, trial.roughness_m)
}

fn gaussian_plume(trial: &Trial, weather: Weather) -> Result<Option<Centreline>, InvalidInput> {
    let air = Atmosphere {
        roughness_length_m: trial.roughness_m,
        mixing_height_m: Some(trial.mixing_height_m.unwrap_or(NO_LID_M)),
        ..Atmosphere::new(stability(trial, weather.obukhov_m), weather.wind_m_s, WIND_HEIGHT_M, Terrain::Rural)
    };
    let release = GaussianPlume {
        release_rate_kg_s: trial.release_rate_kg_s,
        release_height_m: trial.release_height_m,
        averaging_time_s: trial.averaging_time_s,
    };
    let field = release.solve(&air)?.field;
    Ok(Some(Box::new(move |x_m, z_m| field.concentration_kg_m3(x_m, 0.0, z_m))))
}

fn surface_layer_by_theory(trial: &Trial, weather: Weather) -> Result<Option<Centreline>, InvalidInput> {
    surface_layer(trial, weather, None).map(Some)
}

fn surface_layer_measured(trial: &Trial, weather: Weather) -> Result<Option<Centreline>, InvalidInput> {
    let Some(deviation_deg) = weather.direction_deviation_deg else { return Ok(None) };
    surface_layer(trial, weather, Some(deviation_deg.to_radians() * weather.wind_m_s)).map(Some)
}

fn surface_layer(
    trial: &Trial,
    weather: Weather,
    crosswind_turbulence_m_s: Option<f64>,
) -> Result<Centreline, InvalidInput> {
    let layer = SurfaceLayer {
        wind: SurfaceWind::Friction { friction_velocity_m_s: weather.friction_velocity_m_s },
        inverse_obukhov_per_m: 1.0 / weather.obukhov_m,
        roughness_length_m: trial.roughness_m,
        mixing_height_m: trial.mixing_height_m,
        crosswind_turbulence_m_s,
    };
    let release = SurfaceLayerPlume {
        release_rate_kg_s: trial.release_rate_kg_s,
        release_height_m: trial.release_height_m,
        averaging_time_s: trial.averaging_time_s,
        release_duration_s: None,
    };
    let field = release.solve(&layer)?.field;
    Ok(Box::new(move |x_m, z_m| field.concentration_kg_m3(x_m, 0.0, z_m)))
}

fn trial(cells: &mut Cells) -> Trial {
    let wind_m_s = cells.positive_or_blank("wind_speed_2m_m_s");
    let obukhov_m = cells.number_or_blank("monin_obukhov_length_m");
    let friction_velocity_m_s = cells.positive_or_blank("friction_velocity_m_s");
    let direction_deviation_deg = cells.positive_or_blank("wind_direction_std_deg");
    let known = wind_m_s.zip(obukhov_m.filter(|length_m| *length_m != 0.0)).zip(friction_velocity_m_s);
    let weather = known.map(|((wind_m_s, obukhov_m), friction_velocity_m_s)| Weather {
        wind_m_s,
        obukhov_m,
        friction_velocity_m_s,
        direction_deviation_deg,
    });
    Trial {
        name: cells.text("run"),
        release_rate_kg_s: cells.positive("release_rate_kg_s"),
        release_height_m: cells.not_negative("release_height_m"),
        averaging_time_s: cells.positive("averaging_time_s"),
        mixing_height_m: cells.positive_or_blank("mixing_height_m"),
        roughness_m: cells.positive("roughness_m"),
        weather,
        recalled: cells.recalled(),
    }
}

fn arc(cells: &mut Cells) -> Arc {
    Arc {
        run: cells.text("run"),
        distance_m: cells.positive("distance_m"),
        sampler_height_m: cells.not_negative("sampler_height_m"),
        observed_kg_m3: cells.positive_or_blank("arcmax_corrected_kg_m3"),
        at_edge: cells.word("max_at_arc_edge", &[("0", false), ("1", true)]).unwrap_or_default(),
        recalled: cells.recalled(),
    }
}

pub(super) fn run(reader: &mut Reader) -> Outcome {
    let (trials, arcs) = (reader.rows(RUNS, trial), reader.rows(ARCS, arc));
    for arc in arcs.iter().filter(|arc| !trials.iter().any(|trial| trial.name == arc.run)) {
        reader.refuse(FieldProblem::new(format!("{ARCS}, run"), &arc.run, format!("a run of {RUNS}"), "unknown_run"));
    }
    if !reader.is_clean() {
        return Outcome::Run { runs: Vec::new(), left_out: Vec::new() };
    }
    let runs = MODELS.iter().map(|model| run_model(model, &trials, &arcs, reader)).collect();
    Outcome::Run { runs, left_out: left_out(&trials, &arcs) }
}

fn run_model((name, solve): &(&str, Model), trials: &[Trial], arcs: &[Arc], reader: &mut Reader) -> Run {
    let mut pairs = Vec::new();
    for trial in trials {
        let Some(weather) = trial.weather else { continue };
        let own = arcs.iter().filter(|arc| arc.run == trial.name && !arc.at_edge);
        match solve(trial, weather) {
            Ok(None) => {}
            Ok(Some(field)) => pairs.extend(own.filter_map(|arc| pair(trial, weather.obukhov_m, arc, &field))),
            Err(refused) => reader.refuse_trial(RUNS, &format!("run {}", trial.name), refused),
        }
    }
    pairs.sort_by(|a: &Pair, b| a.along.total_cmp(&b.along));
    Run { model: (*name).into(), pairs }
}

fn pair(trial: &Trial, obukhov_m: f64, arc: &Arc, field: &Centreline) -> Option<Pair> {
    let mut also_in = vec![format!("class {:?}", stability(trial, obukhov_m))];
    if arc.distance_m >= CURVES_FROM_M {
        also_in.push("100 m and beyond".into());
    }
    Some(Pair {
        trial: format!("run {}", trial.name),
        group: format!("arc {} m", arc.distance_m),
        also_in,
        along: arc.distance_m,
        observed: arc.observed_kg_m3?,
        predicted: field(arc.distance_m, arc.sampler_height_m),
        recalled: trial.recalled || arc.recalled,
    })
}

fn left_out(trials: &[Trial], arcs: &[Arc]) -> Vec<LeftOut> {
    let calm: Vec<&str> =
        trials.iter().filter(|trial| trial.weather.is_none()).map(|trial| trial.name.as_str()).collect();
    let of_calm = |arc: &&Arc| calm.contains(&arc.run.as_str());
    let others: Vec<&Arc> = arcs.iter().filter(|arc| !of_calm(arc)).collect();
    let (edge, whole): (Vec<&Arc>, Vec<&Arc>) = others.into_iter().partition(|arc| arc.at_edge);
    let entry = |what: String, rows: usize, reason: &str| LeftOut { what, rows, reason: reason.into() };
    let entries = [
        entry(
            format!("runs {}", calm.join(", ")),
            arcs.iter().filter(of_calm).count(),
            "no wind, friction velocity or Monin-Obukhov length in the source",
        ),
        entry("arcs with the maximum at the edge".into(), edge.len(), "the plume may have left the arc"),
        entry(
            "arcs without the corrected value".into(),
            whole.iter().filter(|arc| arc.observed_kg_m3.is_none()).count(),
            "no evaporation-loss factor in the source: samplers lost liquid",
        ),
    ];
    entries.into_iter().filter(|entry| entry.rows > 0).collect()
}
