//! Targets of parsers that take a text or bytes as they are.

use super::check;
use cordon_api::basemap::remote::Remote;
use cordon_datasets::import::angle_text::parse_coordinate_deg;
use cordon_datasets::import::mapping::{MapArgument, MappingWishes, Plan};
use cordon_datasets::import::row::Cell;
use cordon_datasets::import::{china_offset, text_encoding, units};
use cordon_datasets::layers::{FieldValue, LAYERS};
use cordon_datasets::store::geometry_of_blob;
use cordon_datasets::substances::library_with;
use cordon_datasets::weather::{TableSettings, joint_frequency_table, parse_hourly};
use cordon_engine::substance::CasNumber;
use cordon_engine::units::LonLat;

/// A user's substances in JSON and in CSV.
pub const SUBSTANCE_FILES: [&str; 2] = [
    r#"{"substances":[{"id":"mygas","name_zh":"我的气","name_en":"My gas","cas":"74-84-0"}],"constants":[
{"substance":"mygas","property":"molar_mass_kg_mol","value":0.03},{"substance":"mygas","property":"boiling_point_k",
"value":184.6},{"substance":"mygas","property":"critical_temperature_k","value":305.3},{"substance":"mygas",
"property":"critical_pressure_pa","value":4872000}],"correlations":[{"substance":"mygas","property":
"vapour_pressure","form":"dippr_101","basis":"absolute","c1":51.857,"c2":-2598.7,"c3":-5.1283,"c4":1.4913e-5,"c5":2,
"temperature_min_k":90.35,"temperature_max_k":305.3}]}"#,
    "table,id,name_zh,name_en,substance,property,value\nsubstances,mygas,我的气,My gas,,,\n\
constants,,,,mygas,molar_mass_kg_mol,0.03\nconstants,,,,mygas,boiling_point_k,184.6\n\
constants,,,,mygas,critical_temperature_k,305.3\nconstants,,,,mygas,critical_pressure_pa,4.872e6\n",
];
/// Words of such files.
pub const SUBSTANCE_WORDS: [&str; 22] = [
    "mixtures",
    "mixture",
    "component",
    "toxic_probits",
    "toxic_loads",
    "toxic_endpoints",
    "correlations",
    "ethane",
    "mole_fraction",
    "mass_fraction",
    "1e400",
    "-0.0",
    "NaN",
    "inf",
    "\"\"",
    "null",
    "c8",
    "form",
    "liquid_density",
    "tnt_equivalence",
    "wagner_25",
    "7782-50-5",
];

/// Hourly weather: our CSV, EPW, TMY3.
pub const WEATHER_FILES: [&str; 3] = [
    "station,date,hour_ending_lst,wind_speed_m_s,wind_from_deg,total_cloud_tenths,ceiling_m\n\
1 Hobby 29.650 -95.283 13m UTC-6,1998-01-01,1,2.1,360.0,10,77777.0\n\
1 Hobby 29.650 -95.283 13m UTC-6,1998-07-01,13,5.1,90.0,2,1500\n",
    "LOCATION,City,ST,C,TMY2,722430,29.98,-95.37,-6.0,33.0\na\nb\nc\nd\ne\nf\ng\n\
1999,1,1,1,60,?9,1.7,1.1,94,101900,0,0,325,0,0,0,0,0,0,0,130,3.1,9,9,16.1,77777,9\n\
1999,7,1,13,60,?9,31.7,21.1,94,101900,0,0,325,0,0,0,0,0,0,0,0,0.0,0,0,16.1,300,9\n",
    "722435,\"HOUSTON\",TX,-6.0,29.650,-95.283,13\n\
Date (MM/DD/YYYY),Time (HH:MM),TotCld (tenths),Wspd (m/s),Wdir (degrees),CeilHgt (m)\n\
01/01/1988,01:00,10,2.1,360,77777\n07/01/1988,13:00,0,-9900,0,-9900\n",
];
/// Words of such files.
pub const WEATHER_WORDS: [&str; 12] =
    ["UTC", "nan", "inf", "1.e999", "-9900", "99999", "24", "0", "13-32", "LOCATION,", "\"", "4294967296"];

/// Cells of registers.
pub const CELLS: [&str; 12] = [
    "114°18'30.5\"E",
    "30.6N",
    "E114-18-30",
    "１２",
    "1,234.5",
    "存量（吨）",
    "Quantity (t)",
    "7782-50-5",
    "MPa_gauge",
    "2000万",
    "东经114度18分",
    "m3@850",
];
/// Words of registers.
pub const CELL_WORDS: [&str; 14] =
    ["°", "'", "\"", "度", "分", "秒", "E", "N", "-", "nan", "1e999", "（", ")", "\u{feff}"];

/// Wishes on columns: layer, columns, `--map`, one on a line.
pub const MAPPINGS: [&str; 3] = [
    "\u{10}\nid,name,lon,lat,Menge,p\nquantity=Menge:t\npressure=p:MPa_gauge",
    "\u{f}\n企业名称,经度,纬度,储存/数量（吨）\nname_zh=企业名称",
    "\u{10}\nx,y,v\nquantity_kg=v:m3@850\nlon=x\nlat=y\nid=#1",
];

/// Addresses of base maps.
pub const ADDRESSES: [&str; 3] = [
    "https://Tiles.Example.org:8443/{z}/{x}/{y}.png?key=a",
    "http://10.0.0.7/wmts?TILEMATRIX={TileMatrix}&TILEROW={tilerow}&TILECOL={TileCol}",
    "https://example.org/city.PMTiles?v=1",
];
/// Words of such addresses.
pub const ADDRESS_WORDS: [&str; 8] = ["{z}", "{s}", "{", "}", ";script-src *", "İ", "%2f", "://"];

/// Substances of the user's own: `--substances FILE`.
///
/// # Panics
/// When a refusal does not say which field.
pub fn substance_file(data: &[u8]) {
    match library_with(&String::from_utf8_lossy(data)) {
        Ok(library) => assert!(!library.edition().is_empty()),
        Err(refused) => check::refusal(&refused.problems),
    }
}

/// Hourly weather and the table that is made of it.
///
/// # Panics
/// When the shares of the table do not add up to one.
pub fn weather_file(data: &[u8]) {
    let Some((_, series)) = parse_hourly(&String::from_utf8_lossy(data)) else { return };
    for sectors in [8, 36, usize::from(data.len() as u8)] {
        let settings = TableSettings { sectors, place: None, source: "fuzz".into() };
        match joint_frequency_table(&series, &settings) {
            Ok(table) => {
                let sum: f64 = table.probability.iter().sum();
                assert!((sum - 1.0).abs() < 1e-6, "the shares add up to {sum}");
            }
            Err(refused) => check::refusal(&refused.problems),
        }
    }
}

/// One cell as everything that a cell may be: coordinate, number, unit, CAS number, value of each field.
///
/// # Panics
/// When a place on the Earth is moved to nowhere, or a CAS number does not read back.
pub fn table_cells(data: &[u8]) {
    let text = text_encoding::detect(data).decode(data).0;
    // what is not finite is refused by the judge of the row, under a code of its own
    if let Some(angle_deg) = parse_coordinate_deg(&text).filter(|angle_deg| angle_deg.is_finite()) {
        let place = LonLat { lon_deg: angle_deg, lat_deg: angle_deg / 2.0 };
        let moved = [china_offset::to_gcj02(place), china_offset::from_gcj02(place), china_offset::from_bd09(place)];
        assert!(angle_deg.abs() > 360.0 || moved.iter().all(|place| place.lon_deg.is_finite()), "{moved:?}");
    }
    let _ = Cell::from_text(&text).as_number();
    let _ = units::find(&text).or_else(|| units::in_header(&text)).map(|unit| unit.to_si(1.0));
    let _ = text_encoding::by_name(&text);
    if let Ok(cas) = CasNumber::parse(&text) {
        assert!(CasNumber::parse(&cas.to_string()).is_ok(), "{cas} does not read back");
    }
    for field in LAYERS.iter().flat_map(|layer| layer.fields) {
        let _ = FieldValue::parse(field, &text);
    }
}

/// The columns of a file against a layer, and what the user says about them.
pub fn column_mapping(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let text = String::from_utf8_lossy(rest);
    let mut lines = text.lines().skip(1);
    let columns: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let maps: Vec<MapArgument> = lines.filter_map(|line| line.parse().ok()).collect();
    let parent_key = columns.first().filter(|_| data.len().is_multiple_of(3)).cloned();
    let wishes = MappingWishes { constants: maps.iter().skip(2).cloned().collect(), maps, parent_key };
    let layer = LAYERS[usize::from(*first) % LAYERS.len()];
    match Plan::new(layer, &columns, &wishes) {
        Ok(plan) => {
            let _ = (plan.used(), plan.unused());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A geometry of a GeoPackage that another program wrote.
pub fn geometry_blob(data: &[u8]) {
    let _ = geometry_of_blob(data);
    // most bytes are refused by the header: these get past it
    let _ = geometry_of_blob(&[&b"GP\0\x01\xe6\x10\0\0"[..], data].concat());
    let kind = data.first().map_or(1, |byte| byte % 8);
    let _ =
        geometry_of_blob(&[&b"GP\0\x01\xe6\x10\0\0\x01"[..], &[kind, 0, 0, 0], data.get(1..).unwrap_or(&[])].concat());
}

/// The address of a base map, part of the security policy of the page.
///
/// # Panics
/// When what is accepted could end a directive of the policy, or the refusal does not say why.
pub fn basemap_address(data: &[u8]) {
    match Remote::parse(&String::from_utf8_lossy(data)) {
        Ok(remote) => {
            let plain = |byte: u8| byte.is_ascii_graphic() && !b";,'\"".contains(&byte);
            assert!(remote.origin.bytes().all(plain), "origin {:?}", remote.origin);
            assert!(!remote.host().is_empty());
        }
        Err(problem) => check::refusal(&[problem]),
    }
}
