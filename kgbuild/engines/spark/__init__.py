"""A build in Spark: the same functions by partition and by key, on one machine or many (docs/spark.md)."""

from kgbuild.engines.spark.build import build_on_spark

__all__ = ["build_on_spark"]
