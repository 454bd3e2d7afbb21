//! Coefficients of the Kingery-Bulmash fits, metric.
//!
//! Source: Kingery & Bulmash 1984 (ARBRL-TR-02555), first read in the transcription
//! lightsquared/kingery_bulmash (shared/validation/blast_kb_coefficients.csv, trust A) and compared
//! with further public transcriptions of the same report (CONWEP loading code, a Fortran and a
//! TypeScript calculator). Where they differ the rows say so: `corrected` and `note`. The corrected
//! rows are those that join without a step at the segment limits, agree with the imperial set after
//! conversion, and reproduce Swisdak's independent simplified fit (tests/verification/explosion.rs).

/// One segment of a fit: `U = slope[0] + slope[1] log10 Z`, `log10 value = sum coefficients[i] U^i`,
/// Z in m/kg^(1/3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    /// Lower end of the scaled distance, m/kg^(1/3).
    pub min_m_kg13: f64,
    /// Upper end of the scaled distance, m/kg^(1/3).
    pub max_m_kg13: f64,
    /// Intercept and slope of U on the decimal logarithm of Z.
    pub slope: [f64; 2],
    /// Polynomial in U, constant first.
    pub coefficients: &'static [f64],
    /// Whether a figure of the first transcription was replaced.
    pub corrected: bool,
    /// What was replaced and on what grounds; empty where nothing was.
    pub note: &'static str,
}

/// Side-on overpressure, kPa.
pub(super) const HEMISPHERICAL_SIDE_ON_OVERPRESSURE: &[Segment] = &[Segment {
    min_m_kg13: 0.0674,
    max_m_kg13: 40.0,
    slope: [-0.214_362_789_151, 1.350_342_499_93],
    coefficients: &[
        2.780_769_165_77,
        -1.695_898_874_1,
        -0.154_159_376_846,
        0.514_060_730_593,
        0.098_853_436_527_4,
        -0.293_912_623_038,
        -0.026_811_234_501_9,
        0.109_097_496_421,
        0.001_628_467_563_11,
        -0.021_463_103_024_2,
        0.000_145_672_338_2,
        0.001_678_477_522_77,
    ],
    corrected: true,
    note: "lower end 0.0674 as for every other hemispherical row of the report",
}];

/// Normally reflected overpressure, kPa.
pub(super) const HEMISPHERICAL_REFLECTED_OVERPRESSURE: &[Segment] = &[Segment {
    min_m_kg13: 0.0674,
    max_m_kg13: 40.0,
    slope: [-0.240_657_322_658, 1.366_377_192_29],
    coefficients: &[
        3.402_832_175_81,
        -2.210_308_705_97,
        -0.218_536_586_295,
        0.895_319_589_372,
        0.249_890_097_75,
        -0.569_249_436_807,
        -0.117_916_823_83,
        0.224_131_161_411,
        0.024_562_025_937_5,
        -0.045_511_600_269_4,
        -0.001_909_307_388_87,
        0.003_614_711_933_89,
    ],
    corrected: false,
    note: "",
}];

/// Side-on impulse, kPa ms/kg^(1/3).
pub(super) const HEMISPHERICAL_SIDE_ON_IMPULSE: &[Segment] = &[
    Segment {
        min_m_kg13: 0.0674,
        max_m_kg13: 0.955,
        slope: [2.067_619_087_21, 3.076_032_966_6],
        coefficients: &[
            2.524_556_209_25,
            -0.502_992_763_686,
            0.171_335_645_235,
            0.045_017_696_305_1,
            -0.011_896_462_640_2,
        ],
        corrected: false,
        note: "",
    },
    Segment {
        min_m_kg13: 0.955,
        max_m_kg13: 40.0,
        slope: [-1.947_088_467_47, 2.406_977_454_06],
        coefficients: &[
            1.672_816_458_63,
            -0.384_519_026_965,
            -0.026_081_670_630_1,
            0.005_957_987_538_22,
            0.014_544_526_107,
            -0.006_632_893_347_34,
            -0.002_841_893_272_04,
            0.001_364_481_622_7,
        ],
        corrected: true,
        note: "order 0 from two further transcriptions (1.672316... in the first has two digits swapped); agrees with the imperial set to 7 digits",
    },
];

/// Normally reflected impulse, kPa ms/kg^(1/3).
pub(super) const HEMISPHERICAL_REFLECTED_IMPULSE: &[Segment] = &[Segment {
    min_m_kg13: 0.0674,
    max_m_kg13: 40.0,
    slope: [-0.246_208_804_814, 1.334_220_498_54],
    coefficients: &[2.705_880_581_03, -0.949_516_092_853, 0.112_136_118_689, -0.025_065_918_328_7],
    corrected: false,
    note: "",
}];

/// Arrival time, ms/kg^(1/3).
pub(super) const HEMISPHERICAL_ARRIVAL_TIME: &[Segment] = &[Segment {
    min_m_kg13: 0.0674,
    max_m_kg13: 40.0,
    slope: [-0.202_425_716_178, 1.377_842_236_35],
    coefficients: &[
        -0.059_163_428_804_6,
        1.357_064_962_58,
        0.052_492_798_645,
        -0.196_563_954_086,
        -0.060_177_005_228_8,
        0.069_636_027_089_1,
        0.021_529_749_009_2,
        -0.016_165_893_078_5,
        -0.002_325_319_702_94,
        0.001_477_520_675_24,
    ],
    corrected: false,
    note: "",
}];

/// Duration of the positive phase, ms/kg^(1/3).
pub(super) const HEMISPHERICAL_POSITIVE_DURATION: &[Segment] = &[
    Segment {
        min_m_kg13: 0.178,
        max_m_kg13: 1.01,
        slope: [1.929_461_540_68, 5.250_991_939_25],
        coefficients: &[
            -0.614_227_603_559,
            0.130_143_717_675,
            0.134_872_511_954,
            0.039_157_427_690_6,
            -0.004_759_336_647_02,
            -0.004_281_445_980_08,
        ],
        corrected: false,
        note: "",
    },
    Segment {
        min_m_kg13: 1.01,
        max_m_kg13: 2.78,
        slope: [-2.124_925_252_16, 9.299_628_861_1],
        coefficients: &[
            0.315_409_245_784,
            -0.029_794_426_897_6,
            0.030_632_954_288,
            0.018_340_557_408_6,
            -0.017_396_466_621_1,
            -0.001_063_219_636_33,
            0.005_620_600_309_77,
            0.000_161_821_749_9,
            -0.000_686_018_894_4,
        ],
        corrected: false,
        note: "",
    },
    Segment {
        min_m_kg13: 2.78,
        max_m_kg13: 40.0,
        slope: [-3.536_262_180_91, 3.463_497_455_71],
        coefficients: &[
            0.686_906_642_409,
            0.093_303_530_400_9,
            -0.000_584_942_088_3,
            -0.002_268_849_950_13,
            -0.002_959_085_915_05,
            0.001_480_298_689_29,
        ],
        corrected: false,
        note: "",
    },
];

/// Side-on overpressure, kPa.
pub(super) const FREE_AIR_SIDE_ON_OVERPRESSURE: &[Segment] = &[Segment {
    min_m_kg13: 0.0531,
    max_m_kg13: 40.0,
    slope: [-0.214_362_789, 1.350_342_5],
    coefficients: &[
        2.611_368_669,
        -1.690_128_014,
        0.008_049_736,
        0.336_743_115,
        -0.005_162_264,
        -0.080_922_861_988_8,
        -0.004_785_073,
        0.007_930_305,
        0.000_768_447,
    ],
    corrected: true,
    note: "order 5 was filed under the impulse in the first transcription; restored from three further ones",
}];

/// Normally reflected overpressure, kPa.
pub(super) const FREE_AIR_REFLECTED_OVERPRESSURE: &[Segment] = &[Segment {
    min_m_kg13: 0.0531,
    max_m_kg13: 40.0,
    slope: [-0.214_362_789, 1.350_342_5],
    coefficients: &[
        3.229_580_314,
        -2.214_005_39,
        0.035_119_031_446,
        0.657_599_992_109,
        0.014_181_895,
        -0.243_076_636_231,
        -0.015_869_98,
        0.049_274_118,
        0.002_276_396,
        -0.003_971_263,
    ],
    corrected: true,
    note: "orders 2, 3, 5 and the lower end from four further transcriptions; the first had a lost zero, a digit and a sign wrong",
}];

/// Side-on impulse, kPa ms/kg^(1/3).
pub(super) const FREE_AIR_SIDE_ON_IMPULSE: &[Segment] = &[
    Segment {
        min_m_kg13: 0.0531,
        max_m_kg13: 0.792,
        slope: [2.347_239_214, 3.242_990_665],
        coefficients: &[2.388_305_168, -0.443_749_378, 0.168_825_415, 0.034_813_803, -0.010_435_193],
        corrected: true,
        note: "slope from the imperial set (the metric one was a copy error); order 5 belongs to the pressure",
    },
    Segment {
        min_m_kg13: 0.792,
        max_m_kg13: 40.0,
        slope: [-1.753_056_603, 2.306_292_318],
        coefficients: &[
            1.551_972_271,
            -0.404_632_921,
            -0.014_272_195,
            0.009_123_663,
            -0.000_675_068,
            -0.008_008_637,
            0.003_148_195,
            0.001_520_448,
            -0.000_747_027,
        ],
        corrected: false,
        note: "",
    },
];

/// Normally reflected impulse, kPa ms/kg^(1/3).
pub(super) const FREE_AIR_REFLECTED_IMPULSE: &[Segment] = &[Segment {
    min_m_kg13: 0.0531,
    max_m_kg13: 40.0,
    slope: [-0.204_004_455, 1.378_829_96],
    coefficients: &[2.558_755_66, -0.903_118_886, 0.101_771_878, -0.024_213_975],
    corrected: false,
    note: "",
}];

/// Arrival time, ms/kg^(1/3).
pub(super) const FREE_AIR_ARRIVAL_TIME: &[Segment] = &[Segment {
    min_m_kg13: 0.0531,
    max_m_kg13: 40.0,
    slope: [-0.253_273_112, 1.374_070_438],
    coefficients: &[
        0.072_070_779,
        1.364_568_712,
        -0.057_003_569,
        -0.182_832_225,
        0.011_885_144,
        0.043_264_869,
        -0.000_799_737,
        -0.004_360_736,
    ],
    corrected: false,
    note: "",
}];

/// Duration of the positive phase, ms/kg^(1/3).
pub(super) const FREE_AIR_POSITIVE_DURATION: &[Segment] = &[
    Segment {
        min_m_kg13: 0.147,
        max_m_kg13: 0.888,
        slope: [2.263_672_685, 5.115_885_543],
        coefficients: &[
            -0.686_608_55,
            0.164_953_518,
            0.127_788_499,
            0.002_914_301,
            0.001_879_574,
            0.017_341_396,
            0.002_697_398,
            -0.003_619_765,
            -0.001_009_266,
        ],
        corrected: false,
        note: "",
    },
    Segment {
        min_m_kg13: 0.888,
        max_m_kg13: 2.28,
        slope: [-1.333_612_067, 9.299_628_861],
        coefficients: &[
            0.230_318_411,
            -0.029_794_427,
            0.030_632_954,
            0.018_340_557,
            -0.017_396_467,
            -0.001_063_22,
            0.005_620_6,
            0.000_161_822,
            -0.000_686_019,
        ],
        corrected: false,
        note: "",
    },
    Segment {
        min_m_kg13: 2.28,
        max_m_kg13: 40.0,
        slope: [-3.130_058_053, 3.152_472_536],
        coefficients: &[
            0.621_036_276,
            0.096_703_2,
            -0.008_013_021,
            0.004_827_058,
            0.001_875_873,
            -0.002_467_385,
            -0.000_841_117,
            0.000_619_329,
        ],
        corrected: false,
        note: "",
    },
];
