"""Libraries of data frames, each with the ways in which it keeps the same columns."""

import pandas as pd
import polars as pl
import pyarrow as pa

LIBRARIES = {
    "pandas": pd.DataFrame,
    "pandas, nullable": lambda data: pd.DataFrame(data).convert_dtypes(),
    "pandas of arrow": lambda data: pd.DataFrame(data).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda data: pl.DataFrame(data, strict=False),
    "polars, lazy": lambda data: pl.LazyFrame(data, strict=False),
    "pyarrow": pa.table,
    "pyarrow, a batch": pa.record_batch,
}
