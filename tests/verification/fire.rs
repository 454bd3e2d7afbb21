//! Fireball against the CCPS example and a flux worked by hand.

use super::support::assert_close;
use cordon_engine::fire::{Fireball, FireballCorrelation, HumidAir};

#[test]
fn ccps_tank_truck() {
    // Worked example after CCPS: 22.7 m3 tank, 90 % full of propane at 585.3 kg/m3: 11 957.7 kg; D 132.6 m, t 10.3 s.
    let ball = Fireball::new(11_957.7, 46.35e6).solve().unwrap().field;
    assert!((ball.diameter_m() - 132.6).abs() < 0.05);
    assert!((ball.duration_s() - 10.3).abs() < 0.05);
}

#[test]
fn large_fireballs_take_the_momentum_free_duration() {
    // 2.6 * 100 000^(1/6) = 2.6 * 6.812921 = 17.7136 s; 5.8 * 46.41589 = 269.212 m.
    let ball = Fireball::new(1e5, 46.35e6).solve().unwrap().field;
    assert_close("duration", ball.duration_s(), 17.7136, 1e-5);
    assert_close("diameter", ball.diameter_m(), 269.212, 1e-5);
}

#[test]
fn yellow_book_form_by_hand() {
    // 10 000 kg: 6.48 * 10^(4 * 0.325) = 6.48 * 19.952623 = 129.2930 m; 0.852 * 10^(1.04) = 9.341994 s.
    let ball = Fireball { correlation: FireballCorrelation::YellowBook, ..Fireball::new(1e4, 46.35e6) };
    let field = ball.solve().unwrap().field;
    assert_close("diameter", field.diameter_m(), 129.2930, 1e-5);
    assert_close("duration", field.duration_s(), 9.341_994, 1e-5);
}

#[test]
fn flux_at_200_m_by_hand() {
    // 1000 kg, 50 MJ/kg, 1 MPa, dry air: D = 58 m, t = 4.5 s, share 0.00325 * 10^(6 * 0.32) = 0.270322,
    // SEP = 0.270322 * 5e10 / (pi 58^2 * 4.5) = 284 207 W/m2; H = 43.5 m, L^2 = 40 000 + 1892.25 = 41 892.25,
    // view factor 29^2 / 41 892.25 = 0.0200753; flux 5705.53 W/m2 with full transmission.
    let ball = Fireball {
        burst_pressure_pa: Some(1e6),
        air: HumidAir { temperature_k: 288.15, relative_humidity_frac: 0.0 },
        ..Fireball::new(1000.0, 50e6)
    };
    let field = ball.solve().unwrap().field;
    assert_close("share", field.radiative_frac(), 0.270_322, 1e-5);
    assert_close("emissive power", field.surface_emissive_power_w_m2(), 284_207.0, 1e-4);
    assert_close("flux", field.incident_flux_w_m2(200.0), 5_705.5, 1e-4);
}
