//! Time zones by their names in the tz database, and which of them keep one offset all year.
//!
//! Version 2025b; of the names those of its `zone.tab`, and UTC. An offset is given where the zone has had no other since
//! 2015 and is not known to get one: the library has no rules of daylight saving time.

/// Zones with one offset: their names, parted by spaces.
pub(super) struct Fixed {
    /// Minutes east of Greenwich.
    pub(super) minutes: i16,
    /// What people there call it; empty where they have no letters for it.
    pub(super) short: &'static str,
    pub(super) names: &'static str,
}

const fn fixed(minutes: i16, short: &'static str, names: &'static str) -> Fixed {
    Fixed {
        minutes,
        short,
        names,
    }
}

#[rustfmt::skip]
pub(super) static FIXED: &[Fixed] = &[
    fixed(-660, "", "Pacific/Niue"),
    fixed(-660, "SST", "\
        Pacific/Midway Pacific/Pago_Pago"),
    fixed(-600, "", "\
        Pacific/Rarotonga Pacific/Tahiti"),
    fixed(-600, "HST", "Pacific/Honolulu"),
    fixed(-570, "", "Pacific/Marquesas"),
    fixed(-540, "", "Pacific/Gambier"),
    fixed(-480, "", "Pacific/Pitcairn"),
    fixed(-420, "MST", "\
        America/Creston America/Dawson_Creek America/Hermosillo America/Phoenix"),
    fixed(-360, "", "Pacific/Galapagos"),
    fixed(-360, "CST", "\
        America/Belize America/Costa_Rica America/El_Salvador America/Guatemala America/Managua America/Regina \
        America/Swift_Current America/Tegucigalpa"),
    fixed(-300, "", "\
        America/Bogota America/Eirunepe America/Guayaquil America/Lima America/Rio_Branco"),
    fixed(-300, "EST", "\
        America/Atikokan America/Cayman America/Jamaica America/Panama"),
    fixed(-240, "", "\
        America/Boa_Vista America/Guyana America/La_Paz America/Manaus America/Porto_Velho"),
    fixed(-240, "AST", "\
        America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon America/Curacao \
        America/Dominica America/Grenada America/Guadeloupe America/Kralendijk America/Lower_Princes \
        America/Marigot America/Martinique America/Montserrat America/Port_of_Spain America/Puerto_Rico \
        America/Santo_Domingo America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas \
        America/St_Vincent America/Tortola"),
    fixed(-180, "", "\
        America/Araguaina America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/Cordoba \
        America/Argentina/Jujuy America/Argentina/La_Rioja America/Argentina/Mendoza \
        America/Argentina/Rio_Gallegos America/Argentina/Salta America/Argentina/San_Juan \
        America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia America/Bahia \
        America/Belem America/Cayenne America/Fortaleza America/Maceio America/Paramaribo America/Recife \
        America/Santarem Antarctica/Rothera Atlantic/Stanley"),
    fixed(-120, "", "\
        America/Noronha Atlantic/South_Georgia"),
    fixed(-60, "", "Atlantic/Cape_Verde"),
    fixed(0, "GMT", "\
        Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar \
        Africa/Freetown Africa/Lome Africa/Monrovia Africa/Nouakchott Africa/Ouagadougou America/Danmarkshavn \
        Atlantic/Reykjavik Atlantic/St_Helena"),
    fixed(0, "UTC", "UTC"),
    fixed(60, "CET", "\
        Africa/Algiers Africa/Tunis"),
    fixed(60, "WAT", "\
        Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville \
        Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo"),
    fixed(120, "CAT", "\
        Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Kigali Africa/Lubumbashi \
        Africa/Lusaka Africa/Maputo"),
    fixed(120, "EET", "\
        Africa/Tripoli Europe/Kaliningrad"),
    fixed(120, "SAST", "\
        Africa/Johannesburg Africa/Maseru Africa/Mbabane"),
    fixed(180, "", "\
        Antarctica/Syowa Asia/Aden Asia/Baghdad Asia/Bahrain Asia/Kuwait Asia/Qatar Asia/Riyadh Europe/Minsk"),
    fixed(180, "EAT", "\
        Africa/Addis_Ababa Africa/Asmara Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu \
        Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte"),
    fixed(180, "MSK", "\
        Europe/Kirov Europe/Moscow Europe/Simferopol"),
    fixed(240, "", "\
        Asia/Dubai Asia/Muscat Asia/Tbilisi Asia/Yerevan Europe/Samara Indian/Mahe Indian/Mauritius \
        Indian/Reunion"),
    fixed(270, "", "Asia/Kabul"),
    fixed(300, "", "\
        Antarctica/Mawson Asia/Aqtau Asia/Aqtobe Asia/Ashgabat Asia/Atyrau Asia/Dushanbe Asia/Oral \
        Asia/Samarkand Asia/Tashkent Asia/Yekaterinburg Indian/Kerguelen Indian/Maldives"),
    fixed(300, "PKT", "Asia/Karachi"),
    fixed(330, "", "Asia/Colombo"),
    fixed(330, "IST", "Asia/Kolkata"),
    fixed(345, "", "Asia/Kathmandu"),
    fixed(360, "", "\
        Asia/Bishkek Asia/Dhaka Asia/Omsk Asia/Thimphu Asia/Urumqi Indian/Chagos"),
    fixed(390, "", "\
        Asia/Yangon Indian/Cocos"),
    fixed(420, "", "\
        Antarctica/Davis Asia/Bangkok Asia/Ho_Chi_Minh Asia/Krasnoyarsk Asia/Novokuznetsk Asia/Phnom_Penh \
        Asia/Vientiane Indian/Christmas"),
    fixed(420, "WIB", "\
        Asia/Jakarta Asia/Pontianak"),
    fixed(480, "", "\
        Asia/Brunei Asia/Irkutsk Asia/Kuala_Lumpur Asia/Kuching Asia/Singapore"),
    fixed(480, "AWST", "Australia/Perth"),
    fixed(480, "CST", "\
        Asia/Macau Asia/Shanghai Asia/Taipei"),
    fixed(480, "HKT", "Asia/Hong_Kong"),
    fixed(480, "PST", "Asia/Manila"),
    fixed(480, "WITA", "Asia/Makassar"),
    fixed(525, "", "Australia/Eucla"),
    fixed(540, "", "\
        Asia/Dili Asia/Khandyga Asia/Yakutsk Pacific/Palau"),
    fixed(540, "JST", "Asia/Tokyo"),
    fixed(540, "KST", "Asia/Seoul"),
    fixed(540, "WIT", "Asia/Jayapura"),
    fixed(570, "ACST", "Australia/Darwin"),
    fixed(600, "", "\
        Antarctica/DumontDUrville Asia/Ust-Nera Asia/Vladivostok Pacific/Chuuk Pacific/Port_Moresby"),
    fixed(600, "AEST", "\
        Australia/Brisbane Australia/Lindeman"),
    fixed(600, "ChST", "\
        Pacific/Guam Pacific/Saipan"),
    fixed(660, "", "\
        Asia/Srednekolymsk Pacific/Bougainville Pacific/Efate Pacific/Guadalcanal Pacific/Kosrae Pacific/Noumea \
        Pacific/Pohnpei"),
    fixed(720, "", "\
        Asia/Anadyr Asia/Kamchatka Pacific/Funafuti Pacific/Kwajalein Pacific/Majuro Pacific/Nauru \
        Pacific/Tarawa Pacific/Wake Pacific/Wallis"),
    fixed(780, "", "\
        Pacific/Fakaofo Pacific/Kanton"),
    fixed(840, "", "Pacific/Kiritimati"),
];

/// Zones whose offset changes, by their names.
#[rustfmt::skip]
pub(super) static CHANGING: &str = "\
    Africa/Cairo Africa/Casablanca Africa/Ceuta Africa/El_Aaiun Africa/Juba Africa/Khartoum Africa/Sao_Tome \
    Africa/Windhoek America/Adak America/Anchorage America/Asuncion America/Bahia_Banderas America/Boise \
    America/Cambridge_Bay America/Campo_Grande America/Cancun America/Caracas America/Chicago America/Chihuahua \
    America/Ciudad_Juarez America/Coyhaique America/Cuiaba America/Dawson America/Denver America/Detroit \
    America/Edmonton America/Fort_Nelson America/Glace_Bay America/Goose_Bay America/Grand_Turk America/Halifax \
    America/Havana America/Indiana/Indianapolis America/Indiana/Knox America/Indiana/Marengo \
    America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay America/Indiana/Vincennes \
    America/Indiana/Winamac America/Inuvik America/Iqaluit America/Juneau America/Kentucky/Louisville \
    America/Kentucky/Monticello America/Los_Angeles America/Matamoros America/Mazatlan America/Menominee \
    America/Merida America/Metlakatla America/Mexico_City America/Miquelon America/Moncton America/Monterrey \
    America/Montevideo America/Nassau America/New_York America/Nome America/North_Dakota/Beulah \
    America/North_Dakota/Center America/North_Dakota/New_Salem America/Nuuk America/Ojinaga \
    America/Port-au-Prince America/Punta_Arenas America/Rankin_Inlet America/Resolute America/Santiago \
    America/Sao_Paulo America/Scoresbysund America/Sitka America/St_Johns America/Thule America/Tijuana \
    America/Toronto America/Vancouver America/Whitehorse America/Winnipeg America/Yakutat Antarctica/Casey \
    Antarctica/Macquarie Antarctica/McMurdo Antarctica/Palmer Antarctica/Troll Antarctica/Vostok \
    Arctic/Longyearbyen Asia/Almaty Asia/Amman Asia/Baku Asia/Barnaul Asia/Beirut Asia/Chita Asia/Damascus \
    Asia/Famagusta Asia/Gaza Asia/Hebron Asia/Hovd Asia/Jerusalem Asia/Magadan Asia/Nicosia Asia/Novosibirsk \
    Asia/Pyongyang Asia/Qostanay Asia/Qyzylorda Asia/Sakhalin Asia/Tehran Asia/Tomsk Asia/Ulaanbaatar \
    Atlantic/Azores Atlantic/Bermuda Atlantic/Canary Atlantic/Faroe Atlantic/Madeira Australia/Adelaide \
    Australia/Broken_Hill Australia/Hobart Australia/Lord_Howe Australia/Melbourne Australia/Sydney \
    Europe/Amsterdam Europe/Andorra Europe/Astrakhan Europe/Athens Europe/Belgrade Europe/Berlin \
    Europe/Bratislava Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Busingen Europe/Chisinau \
    Europe/Copenhagen Europe/Dublin Europe/Gibraltar Europe/Guernsey Europe/Helsinki Europe/Isle_of_Man \
    Europe/Istanbul Europe/Jersey Europe/Kyiv Europe/Lisbon Europe/Ljubljana Europe/London Europe/Luxembourg \
    Europe/Madrid Europe/Malta Europe/Mariehamn Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica \
    Europe/Prague Europe/Riga Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Saratov Europe/Skopje \
    Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Tirane Europe/Ulyanovsk Europe/Vaduz Europe/Vatican \
    Europe/Vienna Europe/Vilnius Europe/Volgograd Europe/Warsaw Europe/Zagreb Europe/Zurich Pacific/Apia \
    Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Fiji Pacific/Norfolk Pacific/Tongatapu";
