//! The markup of a page. Every text passes through [`maud`]'s escaping, but for our own assets and
//! the data that `json` made safe.

mod json;

pub(in crate::report) use json::script_safe;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::document::across::Across;
use crate::report::document::chart::Chart;
use crate::report::document::clock::Clock;
use crate::report::document::heat::{HeatMap, gradient};
use crate::report::document::{Block, Document, Language, Section, Words};

use super::particles;
use crate::report::document::table::Table;
use crate::report::document::tile::Tile;
use crate::report::document::{Piece, Sentence, Tone};

/// More columns stand below each other; fewer side by side, which is easier to read.
const SIDE_BY_SIDE: usize = 5;

const CHART_STYLE: &str = include_str!("assets/uPlot.min.css");
const PAGE_STYLE: &str = include_str!("assets/page.css");
const CHART_SCRIPT: &str = include_str!("assets/uPlot.iife.min.js");
const CHARTS_SCRIPT: &str = concat!(
    include_str!("assets/numbers.js"),
    include_str!("assets/axes.js"),
    include_str!("assets/drawing.js"),
    include_str!("assets/charts.js"),
);
const PAGE_SCRIPT: &str = include_str!("assets/page.js");
const CHART_LICENCE: &str = include_str!("assets/uPlot-LICENSE");

/// What stands around the contents.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// A page of their own, whose headings can be linked to.
    Page,
    /// Another page, which has its own use for the fragment of its address.
    Other,
}

/// What the page may load: what is in it, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// What a page says of a result, without the page around it: for a page that shows one result after another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// What was simulated.
    pub title: String,
    /// In one line, with which quotas.
    pub subtitle: String,
    /// Sentences, charts, tables and notes as HTML; every text from a user is escaped.
    pub html: String,
    /// The data of the charts as JSON, which is safe inside a script element, too.
    pub data: String,
}

impl Document {
    /// The bytes of the file: the same page, the same bytes.
    pub(in crate::report) fn html(&self) -> String {
        self.spoken(of(self))
    }

    pub(in crate::report) fn fragment(&self) -> Fragment {
        let html = html! { (contents(self, Frame::Other)) (foot(self)) };
        Fragment {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            html: self.spoken(html.into_string()),
            data: self.spoken(json::of(self)),
        }
    }

    /// A text of the page in its language.
    fn spoken(&self, text: String) -> String {
        match self.language {
            Language::English => text,
            Language::Korean => particles::resolved(&text),
        }
    }
}

/// The whole file.
fn of(page: &Document) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(page.language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="generator" content={ "burstsim " (env!("CARGO_PKG_VERSION")) };
                link rel="icon" href="data:,";
                title { (page.title) }
                style { (PreEscaped(CHART_STYLE)) (PreEscaped(PAGE_STYLE)) }
            }
            body {
                header {
                    h1 { (page.title) }
                    p.subtitle { (page.subtitle) }
                }
                @if page.on_the_page().count() > 1 { (navigation(page)) }
                main { (contents(page, Frame::Page)) }
                (foot(page))
                script type="application/json" id="data" { (PreEscaped(json::of(page))) }
                script { (PreEscaped(CHART_SCRIPT)) }
                script { (PreEscaped(CHARTS_SCRIPT)) (PreEscaped(PAGE_SCRIPT)) }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text
}

/// Links to the sections.
fn navigation(page: &Document) -> Markup {
    html! {
        nav aria-label=(page.language.choose("Contents", "목차")) {
            ul {
                @for section in page.on_the_page() {
                    li { a href={ "#" (section.id) } { (section.heading) } }
                }
            }
        }
    }
}

fn contents(page: &Document, frame: Frame) -> Markup {
    html! {
        @if frame == Frame::Page && !page.tiles.is_empty() { (tiles(page.language, &page.tiles)) }
        section.words aria-label=(page.language.choose("Findings", "결과")) {
            @for words in &page.words { (words_of(page.language, words)) }
        }
        @for (file, shows) in &page.beside { p.note { a href=(file) { (shows) } } }
        @if has_charts(page) { (toolbar(page)) }
        @for section in page.on_the_page() { (section_of(page, section, frame)) }
    }
}

fn tiles(language: Language, tiles: &[Tile]) -> Markup {
    html! {
        section aria-label=(language.choose("Key figures", "핵심 수치")) {
            dl.tiles {
                @for tile in tiles {
                    div.(tone(tile.figure.tone)) {
                        dt { (tile.label) }
                        dd { (pieces(&tile.figure)) }
                        @if !tile.note.is_empty() { dd.note { (unbroken(&tile.note)) } }
                    }
                }
            }
        }
    }
}

fn words_of(language: Language, words: &Words) -> Markup {
    html! {
        @if let Some(heading) = &words.heading { h2 { (heading) } }
        ul {
            @for (index, sentence) in words.sentences.iter().enumerate() {
                (sentence_of(language, sentence, index == 0 && words.heading.is_none()))
            }
        }
    }
}

fn sentence_of(language: Language, sentence: &Sentence, headline: bool) -> Markup {
    html! {
        li.(tone(sentence.tone)).headline[headline] {
            (pieces(sentence))
            @if let Some((from, to)) = sentence.span {
                button type="button" data-from=(from) data-to=(to) {
                    (language.choose("show in charts", "차트에서 보기"))
                }
            }
        }
    }
}

const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Plain => "plain",
    }
}

fn pieces(sentence: &Sentence) -> Markup {
    html! {
        @for piece in &sentence.pieces {
            @match piece {
                Piece::Text(text) => (unbroken(text)),
                Piece::Figure { shown, value, key } => {
                    data value=(value) data-key=[key.as_deref()] { (shown) }
                }
            }
        }
    }
}

/// A percent sign stays with its number.
fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%")
}

fn toolbar(page: &Document) -> Markup {
    let l = page.language;
    let whole = match page.axes.first() {
        Some(Across::Time(_)) => l.whole_run(),
        _ => l.whole_range(),
    };
    html! {
        div.toolbar role="group" aria-label=(l.choose("What the charts show", "차트 표시 설정")) {
            @if page.scopes.len() > 1 {
                label {
                    (l.choose("Show", "표시"))
                    select #scope autocomplete="off" {
                        @for (index, scope) in page.scopes.iter().enumerate() {
                            option value=(index) { (scope) }
                        }
                    }
                }
            }
            button #in type="button" aria-label=(l.choose("Zoom in", "확대")) { "+" }
            button #out type="button" aria-label=(l.choose("Zoom out", "축소")) { "−" }
            button #whole type="button" { (whole) }
            button #theme type="button" { (l.choose("Light or dark", "밝게 또는 어둡게")) }
            span #span .span {}
        }
        p.hint {
            (l.choose(
                "Drag across a chart to zoom all of them, double-click to zoom out. With a chart focused: arrow keys \
                 move the cursor, + and − zoom, Esc shows the whole again.",
                "차트를 끌어 모두 확대하고, 두 번 클릭해 축소합니다. 차트에 초점이 있으면 화살표 키로 커서를 옮기고 +와 −로 확대·축소하며, \
                 Esc로 전체를 다시 봅니다.",
            ))
        }
        noscript {
            p {
                (l.choose(
                    "Charts need JavaScript, which is switched off; their tables do not.",
                    "차트에는 JavaScript가 필요하지만 꺼져 있습니다. 표는 그대로 볼 수 있습니다.",
                ))
            }
        }
    }
}

/// Whether there is anything to zoom.
fn has_charts(page: &Document) -> bool {
    let mut blocks = page.on_the_page().flat_map(|section| &section.blocks);
    blocks.any(|block| matches!(block, Block::Chart(_)))
}

/// A heading that links to itself, so that its address can be copied.
fn linked(frame: Frame, id: &str, heading: &str) -> Markup {
    html! {
        @match frame {
            Frame::Page => { a href={ "#" (id) } { (heading) } }
            Frame::Other => { (heading) }
        }
    }
}

fn section_of(page: &Document, section: &Section, frame: Frame) -> Markup {
    let lower = |number: usize, heading: &str| {
        let id = format!("{}-{}", section.id, number + 1);
        html! { @if !heading.is_empty() { h3 id=(id) { (linked(frame, &id, heading)) } } }
    };
    html! {
        section id=(section.id) {
            h2 { (linked(frame, section.id, section.heading)) }
            @if !section.note.is_empty() { p.note { (section.note) } }
            @for (number, block) in section.blocks.iter().enumerate() {
                @match block {
                    Block::Chart(chart) => { (lower(number, &chart.heading)) (chart_of(page, chart)) },
                    Block::Table(table) if table.may_turn && table.columns.len() > SIDE_BY_SIDE => {
                        (table_of(&table.turned()))
                    },
                    Block::Table(table) => (table_of(table)),
                    Block::HeatMap(map) => (heat_map_of(page.language, map)),
                    Block::Heading(words) => (lower(number, words)),
                    Block::Note(words) => p.note { (words) },
                    Block::Command(words, commands) => {
                        p.note { (words) }
                        pre.lines[are_lines(commands)] tabindex="0" { code { (commands) } }
                    },
                }
            }
        }
    }
}

fn chart_of(page: &Document, chart: &Chart) -> Markup {
    if !chart.empty.is_empty() && !chart.shows_anything() {
        return html! { p.note { (chart.empty) } };
    }
    let several = chart.views.len() > 1;
    let Some(across) = page.axes.get(chart.axis) else {
        return html! {};
    };
    html! {
        @if !chart.unit.is_empty() { p.note { (chart.unit) } }
        figure data-chart=(chart.id) {
            div.legend role="group" aria-label=(page.language.choose("Series", "계열")) {}
            div.plot tabindex="0" role="img" {}
            figcaption {
                @for (index, view) in chart.views.iter().enumerate() {
                    @let says = view.captions(page.language, across, chart.logarithmic);
                    @if !says.is_empty() {
                        p.says data-view=(index) hidden[index > 0] { (unbroken(&says.join(" "))) }
                    }
                    p.alt data-view=(index) hidden[index > 0] {
                        @if several { (page.scopes.get(index).map_or("", String::as_str)) ". " }
                        (view.words(page.language, across))
                    }
                }
                details {
                    summary { (page.language.choose("As a table", "표로 보기")) }
                    @for (index, view) in chart.views.iter().enumerate() {
                        div data-view=(index) hidden[index > 0] { (table_of(&view.table(page.language, across))) }
                    }
                }
            }
        }
    }
}

/// Whether commands stand in lines of their own, which may be broken anywhere, rather than in indented ones, as code.
fn are_lines(commands: &str) -> bool {
    !commands.lines().any(|line| line.starts_with(' '))
}

fn table_of(table: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table {
                @if !table.caption.is_empty() { caption { (table.caption) } }
                thead { tr { @for column in &table.columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in &table.rows {
                        tr.total[row.total] {
                            th scope="row" { (row.name) }
                            @for cell in &row.cells { td { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

/// A table of numbers whose colours say the same: nothing is lost without them. A cell that meets the objectives has a
/// frame and a tick.
fn heat_map_of(language: Language, map: &HeatMap) -> Markup {
    // The tick needs room, too.
    let width = format!("min-width:calc({}ch + 1.2rem)", map.column_width + 2);
    html! {
        div.scroll tabindex="0" {
            table.heat {
                caption {
                    b { (map.caption) }
                    @if let Some([lowest, highest]) = &map.ends {
                        span.scale {
                            (language.choose("lowest", "최저")) " " (lowest) " "
                            i style=(gradient()) {} " "
                            (language.choose("highest", "최고")) " " (highest)
                        }
                    }
                    @if !map.objectives.is_empty() {
                        span {
                            @if map.has_frames() { span.met { "✓" } " " }
                            (map.objectives)
                        }
                    }
                }
                thead { tr {
                    th scope="col" { (map.corner) }
                    @for column in &map.columns { th scope="col" style=(width) { (column) } }
                } }
                tbody {
                    @for (name, cells) in &map.rows {
                        tr {
                            th scope="row" { (name) }
                            @for cell in cells {
                                td.met[cell.is_framed] style=[cell.style()] {
                                    @if cell.is_framed { "✓ " }
                                    (cell.shown)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How times on the page are meant.
fn times_in_words(language: Language, clock: Clock) -> String {
    let (end, elapsed) = (clock.at(clock.end()), clock.elapsed(clock.end()));
    match clock.day() {
        None => language.choose(
            format!("Times are since the start of the run, which ends at {end}."),
            format!("시각은 실행이 시작된 뒤의 시간이며, 실행은 {end}에 끝납니다."),
        ),
        Some(day) => {
            let begin = day.begin();
            language.choose(
                format!("Times are those of the day: the run begins at {begin} and ends at {end}, {elapsed} later."),
                format!("시각은 하루 중의 시각입니다. 실행은 {begin}에 시작해 {elapsed} 뒤인 {end}에 끝납니다."),
            )
        }
    }
}

fn foot(page: &Document) -> Markup {
    let l = page.language;
    let version = env!("CARGO_PKG_VERSION");
    let times = page.axes.iter().find_map(Across::timeline);
    let times = times.map(|one| times_in_words(l, one.clock()));
    html! {
        footer.foot {
            @for note in page.notes.iter().chain(&page.page_notes) { p { (note) } }
            @if let Some(times) = times { p { (times) } }
            p {
                (l.choose(
                    format!("Made by burstsim {version}. Nothing on this page comes from the network."),
                    format!("burstsim {version}으로 만들었습니다. 이 페이지는 네트워크에서 아무것도 가져오지 않습니다."),
                ))
            }
            details {
                summary { (l.choose("Charts: uPlot, MIT licence", "차트: uPlot, MIT 라이선스")) }
                pre { (CHART_LICENCE) }
            }
        }
    }
}
