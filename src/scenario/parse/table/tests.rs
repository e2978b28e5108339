//! Tables as programs write them, and rows that cannot be meant.

use super::*;

/// The cells of the columns `a` and `b`, row by row.
fn read(text: &str) -> Result<Vec<[String; 2]>, Wrong> {
    let mut table = Table::new(text, "a test");
    let a = table.required(&["a"], "columns a and b")?;
    let b = table.required(&["b", "c"], "columns a and b")?;
    let mut rows = Vec::new();
    while let Some(row) = table.next_row() {
        let row = row?;
        rows.push([&a, &b].map(|column| row.text(column).to_owned()));
    }
    Ok(rows)
}

fn wrong(text: &str) -> (String, &str, u64) {
    let error = read(text).unwrap_err();
    let line = Table::new(text, "a test").line(&error);
    (error.title, &text[error.place], line)
}

#[test]
fn separators_headers_and_blanks_are_as_programs_write_them() {
    let rows = [["1", "x"], ["2", ""]].map(|row| row.map(str::to_owned));
    for text in [
        "a,b\n1,x\n2,\n",
        "a;b\r\n1;x\r\n2;\r\n",
        "a\tb\n1\tx\n2\t\n",
        "\u{feff}# from a log, of today\n\n\"A\" ; B;\n1;x;\n  \n2;;\n",
        "b,more,a\nx,\"1,5\",1\n,,2\n",
        "a,c\n1,x\n# half\n2,",
    ] {
        assert_eq!(read(text).as_ref(), Ok(&rows.to_vec()), "{text:?}");
    }
    assert_eq!(read("a;b\n0,5;1\n").unwrap(), [["0,5", "1"]]);
}

#[test]
fn rows_with_more_or_fewer_cells_than_the_header_are_wrong() {
    for (text, title, place, line) in [
        (
            "a,b\n1,2\n# then\n0,1,5\n",
            "this row has 3 cells, but the header names 2 columns",
            "5",
            4,
        ),
        (
            "\u{feff}a;b\n0;1;;5\n",
            "this row has 4 cells, but the header names 2 columns",
            ";5",
            2,
        ),
        (
            "a,b\n1\n",
            "this row has 1 cell, but the header names 2 columns",
            "1",
            2,
        ),
        (
            "a\tb\tc\n1\t2\n",
            "this row has 2 cells, but the header names 3 columns",
            "1\t2",
            2,
        ),
    ] {
        assert_eq!(wrong(text), (title.to_owned(), place, line), "{text:?}");
    }
}

#[test]
fn a_header_without_the_column_or_with_two_is_wrong() {
    let names = ["arrival_s", "time"];
    for (text, title, label) in [
        (
            "arrivals_s,service_ms\n1,2\n",
            "a test needs the column `arrival_s` or `time`",
            "is `arrivals_s` meant to be `arrival_s`?",
        ),
        (
            "arrival_s|service_ms\n1|2\n",
            "a test needs the column `arrival_s` or `time`",
            "columns are separated by commas, semicolons or tabs",
        ),
        (
            "",
            "a test needs the column `arrival_s` or `time`",
            "no column of this name",
        ),
        (
            "Time,count,time\n1,2,3\n",
            "a test has the column `time` twice",
            "the second",
        ),
    ] {
        let wrong = Table::new(text, "a test").required(&names, "");
        let wrong = wrong.unwrap_err();
        assert_eq!((wrong.title.as_str(), wrong.label.as_str()), (title, label));
    }
}

#[test]
fn cells_of_the_wrong_kind_are_found_at_their_place() {
    let text = "a;b\n1; 0,5\n2;yes\n3;-1\n";
    let mut table = Table::new(text, "a test");
    let b = table.required(&["b"], "").unwrap();
    let row = table.next_row().unwrap().unwrap();
    let wrong = row.number(&b).unwrap_err();
    assert_eq!(&text[wrong.place.clone()], "0,5");
    assert!(wrong.to_string().contains("with a point"), "{wrong}");
    let row = table.next_row().unwrap().unwrap();
    assert_eq!(row.flag(&b).unwrap_err().title, "`b` must be 0 or 1");
    let row = table.next_row().unwrap().unwrap();
    assert_eq!(row.number(&b).unwrap_err().title, "`b` cannot be negative");
}
