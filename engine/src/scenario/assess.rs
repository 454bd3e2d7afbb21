//! The individual risk of a whole city.

use super::answer::{AssessmentCounts, Contribution, EventContribution, NotAssessedUnit, PointRisk, SubstanceName};
use super::basis::{Basis, Content, ContentKey, basis};
use super::reason::NotAssessedReason;
use super::settings::AssessmentSettings;
use super::summary::{CaveatSummary, cards, edition};
use super::unit_model::{SolveStop, UnitModel, solve};
use super::weather_air::atmospheres;
use crate::city::{BilingualName, City, Facility, HazardUnit};
use crate::dispersion::Atmosphere;
use crate::progress::{Cancelled, ProgressToken};
use crate::provenance::{Caveat, FieldProblem, InvalidInput, RunManifest};
use crate::risk::{GridCost, HazardSet, LsirGrid, PolarTable, RiskSource, RoseDensity, WindRoses, contributions_at};
use crate::spatial::{GridSpec, LocalFrame, LocalPoint};
use crate::substance::SubstanceLibrary;
use crate::units::LonLat;
use crate::weather::JointFrequencyTable;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why an assessment gave no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AssessmentError {
    /// Settings or city are refused; every problem is listed.
    #[error(transparent)]
    InvalidInput(#[from] InvalidInput),
    /// The city has no weather: without a joint frequency table there is no individual risk.
    #[error("the city has no weather; import a station's hours first")]
    NoWeather,
    /// The owner of the work cancelled it; nothing was published.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A solved content, shared by all units that hold it.
struct Solution {
    model: UnitModel,
    hazards: Arc<HazardSet>,
    table: Arc<PolarTable>,
}

/// A unit that takes part, at its place.
struct PlacedUnit {
    unit_id: String,
    facility_id: String,
    substance: SubstanceName,
    solution: Arc<Solution>,
}

/// The individual risk of a city: raster, risk at any point, who causes it, what was left out.
pub struct Assessment {
    frame: LocalFrame,
    grid: LsirGrid,
    weather: JointFrequencyTable,
    roses: WindRoses,
    sources: Vec<RiskSource>,
    placed: Vec<PlacedUnit>,
    facilities: BTreeMap<String, Facility>,
    counts: AssessmentCounts,
    not_assessed: Vec<NotAssessedUnit>,
    caveats: Vec<Caveat>,
    manifest: RunManifest,
    edition: String,
    cost: GridCost,
}

/// Assesses a city: solves every distinct content once, places the tables, sums the raster.
///
/// # Errors
/// [`AssessmentError`]: refused settings or grid (field, value, allowed), no weather, cancelled.
pub fn assess(
    city: &City,
    library: &SubstanceLibrary,
    settings: &AssessmentSettings,
    progress: &ProgressToken,
) -> Result<Assessment, AssessmentError> {
    settings.validate()?;
    let weather = city.weather.as_ref().ok_or(AssessmentError::NoWeather)?;
    let roses = WindRoses::from_table(weather, settings.rose_density)?;
    let air = atmospheres(city, weather, settings);
    let mut work = Work::resolve(city, library, settings);
    progress.set_total(work.contents.len() as u64 + 1);
    work.solve(&air, &roses, progress)?;
    let frame = LocalFrame::for_city(city.extent.centre());
    let (sources, placed) = work.place(&frame);
    let spec = grid_spec(city, settings, frame, &sources)?;
    let cost = LsirGrid::check_cost(&spec, &sources)?;
    let grid = LsirGrid::compute(spec, &sources, progress)?;
    progress.advance(1);
    let manifest = manifest(city, library);
    Ok(Assessment {
        frame,
        grid,
        weather: weather.clone(),
        roses,
        sources,
        counts: work.counts(city),
        caveats: work.caveats(city),
        not_assessed: work.not_assessed,
        placed,
        facilities: city.facilities.iter().map(|facility| (facility.id.clone(), facility.clone())).collect(),
        edition: edition(city, library, settings),
        manifest,
        cost,
    })
}

fn manifest(city: &City, library: &SubstanceLibrary) -> RunManifest {
    let mut manifest = RunManifest::new(&cards());
    manifest.data_editions.insert("city".into(), city.edition.clone());
    manifest.data_editions.insert("substances".into(), library.edition().into());
    manifest
}

/// Raster over the settings' area, else over the area in reach of the units.
fn grid_spec(
    city: &City,
    settings: &AssessmentSettings,
    frame: LocalFrame,
    sources: &[RiskSource],
) -> Result<GridSpec, InvalidInput> {
    let cell_m = settings.cell_m;
    if let Some(area) = settings.area {
        return GridSpec::covering(frame, &area, 0.0, cell_m);
    }
    let centre = frame.to_local(city.extent.centre());
    let edges = |axis: fn(LocalPoint) -> f64| {
        let reach = sources.iter().map(|s| (axis(s.place) - s.table.reach_m(), axis(s.place) + s.table.reach_m()));
        let all = reach.fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| (a.0.min(b.0), a.1.max(b.1)));
        if all.0 <= all.1 { all } else { (axis(centre) - cell_m, axis(centre) + cell_m) }
    };
    let ((west_m, east_m), (south_m, north_m)) = (edges(|p| p.x_m), edges(|p| p.y_m));
    let first = |low_m: f64| (low_m / cell_m).floor();
    let count = |low_m: f64, high_m: f64| (high_m / cell_m).ceil() - first(low_m);
    let (columns, rows) = (count(west_m, east_m), count(south_m, north_m));
    if columns * rows > LsirGrid::MAX_CELLS as f64 {
        let allowed = format!("a cell that gives at most {} cells over the area in reach", LsirGrid::MAX_CELLS);
        return Err(InvalidInput { problems: vec![FieldProblem::new("cell_m", cell_m, allowed, "grid_too_large")] });
    }
    Ok(GridSpec {
        frame,
        origin_x_m: first(west_m) * cell_m,
        origin_y_m: first(south_m) * cell_m,
        cell_m,
        columns: (columns as usize).max(1),
        rows: (rows as usize).max(1),
    })
}

/// A content's solution once it is there, or why there is none.
type Outcome = Option<Result<Arc<Solution>, NotAssessedReason>>;

/// The units of a city on their way through an assessment.
struct Work<'a> {
    /// Active units with what they hold.
    resolved: Vec<(&'a HazardUnit, Basis<'a>)>,
    /// Distinct contents with their solutions.
    contents: BTreeMap<ContentKey, (Content<'a>, Outcome)>,
    not_assessed: Vec<NotAssessedUnit>,
    inactive: usize,
    assessed: usize,
}

impl<'a> Work<'a> {
    fn resolve(city: &'a City, library: &'a SubstanceLibrary, settings: &AssessmentSettings) -> Self {
        let mut work =
            Self { resolved: vec![], contents: BTreeMap::new(), not_assessed: vec![], inactive: 0, assessed: 0 };
        for unit in &city.hazard_units {
            if !unit.active {
                work.inactive += 1;
                continue;
            }
            match basis(unit, library, settings) {
                Ok(basis) => {
                    work.contents.entry(basis.content.key()).or_insert((basis.content, None));
                    work.resolved.push((unit, basis));
                }
                Err(reason) => work.not_assessed.push(NotAssessedUnit::new(unit, reason)),
            }
        }
        work
    }

    fn solve(&mut self, air: &[Atmosphere], roses: &WindRoses, progress: &ProgressToken) -> Result<(), Cancelled> {
        let entries: Vec<_> = self.contents.values_mut().collect();
        entries.into_par_iter().try_for_each(|(content, solution)| {
            *solution = Some(solution_of(content, air, roses, progress)?);
            progress.advance(1);
            Ok(())
        })
    }

    /// Puts every solved unit at its place; the rest become *not assessed*.
    fn place(&mut self, frame: &LocalFrame) -> (Vec<RiskSource>, Vec<PlacedUnit>) {
        let (mut sources, mut placed) = (Vec::new(), Vec::new());
        for (unit, basis) in &self.resolved {
            let entry = self.contents.get(&basis.content.key()).and_then(|(_, solution)| solution.as_ref());
            match entry {
                Some(Ok(solution)) => {
                    let place = frame.to_local(unit.place);
                    let (hazards, table) = (Arc::clone(&solution.hazards), Arc::clone(&solution.table));
                    sources.push(RiskSource::new(place, frame.north_rad(unit.place), hazards, table));
                    placed.push(PlacedUnit {
                        unit_id: unit.id.clone(),
                        facility_id: unit.facility_id.clone(),
                        substance: SubstanceName::of(basis.content.substance),
                        solution: Arc::clone(solution),
                    });
                }
                Some(Err(reason)) => self.not_assessed.push(NotAssessedUnit::new(unit, reason.clone())),
                None => {}
            }
        }
        self.assessed = placed.len();
        (sources, placed)
    }

    fn counts(&self, city: &City) -> AssessmentCounts {
        AssessmentCounts {
            facilities: city.facilities.len(),
            units: city.hazard_units.len(),
            assessed: self.assessed,
            not_assessed: self.not_assessed.len(),
            inactive: self.inactive,
        }
    }

    fn caveats(&self, city: &City) -> Vec<Caveat> {
        let mut summary = CaveatSummary::default();
        for (_, basis) in &self.resolved {
            let solved = self.contents.get(&basis.content.key()).and_then(|(_, solution)| solution.as_ref());
            if let Some(Ok(solution)) = solved {
                summary.add_unit(basis.caveats.iter().chain(solution.model.events.iter().flat_map(|e| &e.caveats)));
            }
        }
        summary.finish(city, self.not_assessed.len(), city.hazard_units.len() - self.inactive)
    }
}

fn solution_of(
    content: &Content<'_>,
    air: &[Atmosphere],
    roses: &WindRoses,
    progress: &ProgressToken,
) -> Result<Result<Arc<Solution>, NotAssessedReason>, Cancelled> {
    let mut model = match solve(content, air, progress) {
        Ok(model) => model,
        Err(SolveStop::Cancelled) => return Err(Cancelled),
        Err(SolveStop::NotAssessed(reason)) => return Ok(Err(reason)),
    };
    let hazards = Arc::new(std::mem::take(&mut model.hazards));
    let table = Arc::new(PolarTable::build(&hazards, roses, progress)?);
    Ok(Ok(Arc::new(Solution { model, hazards, table })))
}

impl Assessment {
    /// Raster of the cumulative individual risk.
    #[must_use]
    pub fn grid(&self) -> &LsirGrid {
        &self.grid
    }

    /// Local frame of the raster.
    #[must_use]
    pub fn frame(&self) -> &LocalFrame {
        &self.frame
    }

    /// The placed units.
    pub(super) fn sources(&self) -> &[RiskSource] {
        &self.sources
    }

    /// The facilities of the placed units, in their order.
    pub(super) fn facility_ids(&self) -> impl Iterator<Item = &str> {
        self.placed.iter().map(|unit| unit.facility_id.as_str())
    }

    pub(super) fn facility_name(&self, facility_id: &str) -> BilingualName {
        self.facilities.get(facility_id).map(|facility| facility.name.clone()).unwrap_or_default()
    }

    /// The weather of the city.
    pub(super) fn weather(&self) -> &JointFrequencyTable {
        &self.weather
    }

    /// How the probability of a sector of the wind is spread.
    pub(super) fn rose_density(&self) -> RoseDensity {
        self.roses.classes()[0].kind()
    }

    /// What took part and what did not.
    #[must_use]
    pub fn counts(&self) -> AssessmentCounts {
        self.counts
    }

    /// Units without an assessment, with the reason.
    #[must_use]
    pub fn not_assessed(&self) -> &[NotAssessedUnit] {
        &self.not_assessed
    }

    /// What to tell the user beside the map.
    #[must_use]
    pub fn caveats(&self) -> &[Caveat] {
        &self.caveats
    }

    /// What it takes to get the same numbers again.
    #[must_use]
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    /// Content hash of everything that went in.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// What the raster cost.
    #[must_use]
    pub fn cost(&self) -> GridCost {
        self.cost
    }

    /// Bytes of the tables, each shared one counted once.
    #[must_use]
    pub fn table_bytes(&self) -> usize {
        let mut tables: BTreeMap<usize, usize> = BTreeMap::new();
        for source in &self.sources {
            tables.insert(Arc::as_ptr(&source.table) as usize, source.table.size_bytes());
        }
        tables.values().sum()
    }

    /// Individual risk at any place, from the tables, and who makes it: greatest part first. The total
    /// is the sum of the listed parts.
    #[must_use]
    pub fn risk_at(&self, place: LonLat) -> PointRisk {
        let parts = contributions_at(&self.sources, &self.roses, self.frame.to_local(place));
        let contributions: Vec<Contribution> = parts
            .iter()
            .map(|part| self.contribution(part.source, part.risk_per_year, &part.event_risk_per_year))
            .collect();
        let risk_per_year = contributions.iter().map(|part| part.risk_per_year).sum();
        PointRisk { place, risk_per_year, contributions }
    }

    fn contribution(&self, source: usize, risk_per_year: f64, event_risk_per_year: &[f64]) -> Contribution {
        let unit = &self.placed[source];
        let events = unit.solution.model.events.iter().zip(event_risk_per_year).filter(|(_, risk)| **risk > 0.0);
        Contribution {
            unit_id: unit.unit_id.clone(),
            facility_id: unit.facility_id.clone(),
            facility_name: self.facility_name(&unit.facility_id),
            substance: unit.substance.clone(),
            risk_per_year,
            events: events
                .map(|(event, &risk_per_year)| EventContribution {
                    id: event.id.into(),
                    title: event.title.clone(),
                    risk_per_year,
                })
                .collect(),
        }
    }
}
