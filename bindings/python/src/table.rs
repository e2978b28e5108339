//! CSV as columns: rows are taken as they are written, so that the text of a large file is never there as a whole.
//!
//! The columns are Arrow's, which polars, DuckDB and pyarrow read without a copy. It knows cells and columns; of
//! which type a column is, `columns` says.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringDictionaryBuilder};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchOptions};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{Field, Schema};
use csv_core::{ReadFieldResult, Reader};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::columns::{Kind, kinds};
use crate::failure::Failure;

/// The first room for a cell; it grows with the longest.
const CELL_BYTES: usize = 256;

/// Rows and columns in memory.
#[pyclass(frozen, module = "burstsim._native")]
pub(crate) struct Table {
    name: String,
    batch: RecordBatch,
}

/// A CSV file of a result as a table; `name` is the file's.
#[pyfunction]
pub(crate) fn table_of_csv(py: Python<'_>, name: &str, csv: &[u8]) -> Result<Table, Failure> {
    py.detach(|| {
        let mut builder = Builder::of(name);
        builder
            .write_all(csv)
            .map_err(|error| unreadable(name, error))?;
        builder.finish()
    })
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol leaves it to the producer whether to cast.
        drop(requested_schema);
        let schema = self.batch.schema();
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], schema);
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.batch.schema().as_ref());
        let schema = schema.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    /// The file that it is, such as `timeseries.csv`.
    #[getter]
    fn file(&self) -> &str {
        &self.name
    }

    /// The names of the columns, in their order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        let schema = self.batch.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    /// Of each column its type: `text`, `count`, `number` or `flag`.
    #[getter]
    fn kinds(&self) -> Vec<&'static str> {
        let kinds = kinds(&self.name, &self.columns()).unwrap_or_default();
        kinds.into_iter().map(Kind::name).collect()
    }

    /// Some rows as lists, from `start` to before `stop`.
    fn rows<'py>(
        &self,
        py: Python<'py>,
        start: usize,
        stop: usize,
    ) -> PyResult<Vec<Vec<Bound<'py, PyAny>>>> {
        let stop = stop.min(self.batch.num_rows());
        (start..stop).map(|row| self.row(py, row)).collect()
    }
}

impl Table {
    fn row<'py>(&self, py: Python<'py>, row: usize) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let columns = self.batch.columns().iter();
        columns.map(|column| cell(py, column, row)).collect()
    }
}

fn cell<'py>(py: Python<'py>, column: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Float64Type, Int64Type};
    use arrow_schema::DataType;

    if column.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match column.data_type() {
        DataType::Int64 => column
            .as_primitive::<Int64Type>()
            .value(row)
            .into_pyobject(py)?
            .into_any(),
        DataType::Float64 => column
            .as_primitive::<Float64Type>()
            .value(row)
            .into_pyobject(py)?
            .into_any(),
        DataType::Boolean => column
            .as_boolean()
            .value(row)
            .into_pyobject(py)?
            .to_owned()
            .into_any(),
        _ => {
            let dictionary = column.as_dictionary::<Int32Type>();
            let key = dictionary.keys().value(row);
            let words = dictionary.values().as_string::<i32>();
            words
                .value(usize::try_from(key).unwrap_or_default())
                .into_pyobject(py)?
                .into_any()
        }
    })
}

/// A table in the making: CSV is written to it.
pub(crate) struct Builder {
    name: String,
    reader: Reader,
    cell: Vec<u8>,
    length: usize,
    /// Which column of its row the next cell is of.
    at: usize,
    header: Vec<String>,
    columns: Option<Vec<Column>>,
}

/// A column in the making.
enum Column {
    Text(StringDictionaryBuilder<Int32Type>),
    Count(Int64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
}

impl Builder {
    /// A table of the CSV file of this name.
    pub(crate) fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            reader: Reader::new(),
            cell: vec![0; CELL_BYTES],
            length: 0,
            at: 0,
            header: Vec::new(),
            columns: None,
        }
    }

    /// The table of what was written.
    pub(crate) fn finish(mut self) -> Result<Table, Failure> {
        // The end of the input ends the last row.
        self.read(&[])
            .map_err(|error| unreadable(&self.name, error))?;
        let columns = self.columns.unwrap_or_default();
        let arrays: Vec<ArrayRef> = columns.into_iter().map(Column::finish).collect();
        let fields = self.header.iter().zip(&arrays);
        let fields = fields.map(|(name, array)| Field::new(name, array.data_type().clone(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let rows = arrays.first().map_or(0, |array| array.len());
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(schema, arrays, &options);
        let name = self.name;
        match batch {
            Ok(batch) => Ok(Table { name, batch }),
            Err(error) => Err(unreadable(&name, io::Error::other(error))),
        }
    }

    /// Takes more of the text; nothing if it has ended.
    fn read(&mut self, mut input: &[u8]) -> io::Result<()> {
        loop {
            let (result, read, written) =
                self.reader.read_field(input, &mut self.cell[self.length..]);
            input = &input[read..];
            self.length += written;
            match result {
                ReadFieldResult::InputEmpty => return Ok(()),
                ReadFieldResult::OutputFull => self.cell.resize(2 * self.cell.len(), 0),
                ReadFieldResult::Field { record_end } => {
                    self.take_cell(record_end)?;
                    if input.is_empty() {
                        return Ok(());
                    }
                }
                ReadFieldResult::End => return Ok(()),
            }
        }
    }

    fn take_cell(&mut self, ends_row: bool) -> io::Result<()> {
        let cell = std::str::from_utf8(&self.cell[..self.length]).map_err(io::Error::other)?;
        self.length = 0;
        match &mut self.columns {
            None => self.header.push(cell.to_owned()),
            Some(columns) => {
                let column = columns
                    .get_mut(self.at)
                    .ok_or_else(|| io::Error::other("a row is too long"))?;
                let name = &self.header[self.at];
                column.push(cell).map_err(|error| {
                    io::Error::other(format!("column {name}: {cell:?}: {error}"))
                })?;
            }
        }
        self.at += 1;
        if ends_row {
            self.at = 0;
            if self.columns.is_none() {
                let kinds = kinds(&self.name, &self.header).map_err(|column| {
                    let file = &self.name;
                    io::Error::other(format!(
                        "{file}: nobody has said of which type the column {column} is"
                    ))
                })?;
                self.columns = Some(kinds.into_iter().map(Column::of).collect());
            }
        }
        Ok(())
    }
}

impl Write for Builder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            self.read(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Column {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringDictionaryBuilder::new()),
            Kind::Count => Self::Count(Int64Builder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    /// Adds a cell; an empty one has no value.
    fn push(&mut self, cell: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let value = Some(cell).filter(|cell| !cell.is_empty());
        match self {
            Self::Text(builder) => builder.append_option(value),
            Self::Count(builder) => builder.append_option(value.map(str::parse).transpose()?),
            Self::Number(builder) => builder.append_option(value.map(str::parse).transpose()?),
            Self::Flag(builder) => builder.append_option(value.map(str::parse).transpose()?),
        }
        Ok(())
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::Count(mut builder) => Arc::new(builder.finish()),
            Self::Number(mut builder) => Arc::new(builder.finish()),
            Self::Flag(mut builder) => Arc::new(builder.finish()),
        }
    }
}

fn unreadable(name: &str, source: io::Error) -> Failure {
    let name = name.to_owned();
    burstsim::report::ReportError::Read { name, source }.into()
}
