//! What was sized, in words: provisioned concurrency, a reserve, or the account's limit.

use crate::report::document::Language;
use crate::scenario::Setting;

/// Its name in a sentence.
pub(super) fn name(language: Language, setting: Setting) -> &'static str {
    match setting {
        Setting::ReservedConcurrency(_) => language.choose("reserved concurrency", "예약된 동시성"),
        Setting::AccountConcurrency => {
            language.choose("concurrency limit of the account", "계정 동시성 한도")
        }
        _ => language.choose("provisioned concurrency", "프로비저닝된 동시성"),
    }
}

/// Its name as the head of a row.
pub(super) fn short(language: Language, setting: Setting) -> &'static str {
    match setting {
        Setting::ReservedConcurrency(_) => language.choose("reserved", "예약"),
        Setting::AccountConcurrency => language.choose("account limit", "계정 한도"),
        _ => language.choose("provisioned", "프로비저닝"),
    }
}
