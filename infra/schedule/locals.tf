locals {
  staging_prefix = "parts/"

  # s3://bucket/prefix/*.csv as its bucket and what keys begin with before the first sign of a pattern.
  source_places = {
    for name, location in var.sources : name => {
      bucket = regex("^s3://([^/]+)/", location)[0]
      prefix = regex("^s3://[^/]+/([^*?\\[{]*)", location)[0]
    }
  }

  command = concat(
    ["build", "--target", "warehouse", "--log", "json"],
    flatten([for name, location in var.sources : ["--source", "${name}=${location}"]]),
    length(var.notify) == 0 ? [] : concat(["--notify"], var.notify),
  )
}
