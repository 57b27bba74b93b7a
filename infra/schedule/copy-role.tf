# What the warehouse takes on for COPY: reads the parts, and nothing else of anybody. It has to be attached to the namespace: README.md.
resource "aws_iam_role" "copy" {
  name               = "${var.name}-copy"
  assume_role_policy = data.aws_iam_policy_document.trust_of_redshift.json
}

resource "aws_iam_role_policy" "copy" {
  name   = "read-staging"
  role   = aws_iam_role.copy.id
  policy = data.aws_iam_policy_document.copy.json
}

data "aws_iam_policy_document" "trust_of_redshift" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "copy" {
  # COPY lists what its manifest names before it reads.
  statement {
    sid       = "ListStaging"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.staging.arn]
  }

  statement {
    sid       = "ReadParts"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.staging.arn}/${local.staging_prefix}*"]
  }
}
