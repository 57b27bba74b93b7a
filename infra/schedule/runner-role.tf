# The identity that apportion works as. Its actions are those of orchestrator/warehouses/redshift/permissions.ts; a test compares them.
resource "aws_iam_role" "runner" {
  name               = "${var.name}-runner"
  assume_role_policy = data.aws_iam_policy_document.trust_of_tasks.json
}

resource "aws_iam_role_policy" "runner" {
  name   = "run"
  role   = aws_iam_role.runner.id
  policy = data.aws_iam_policy_document.runner.json
}

data "aws_iam_policy_document" "trust_of_tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    # Only tasks of this account: the service works for all of them.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "runner" {
  # To open a session in the workgroup, and to run what needs none.
  statement {
    sid       = "RunStatements"
    actions   = ["redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"]
    resources = [var.workgroup_arn]
  }

  # A statement in a session names no workgroup, so it cannot be allowed by one: those of own sessions are.
  statement {
    sid       = "RunInOwnSessions"
    actions   = ["redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "redshift-data:session-owner-iam-userid"
      values   = ["&{aws:userid}"]
    }
  }

  # These know no resource, and the service itself lets nobody see what another role has sent: to see how a statement ended, to end it when
  # the run is interrupted, to find it again when its answer was lost. Also those of a run before that died: each task is a session of this
  # role with a name of its own, so a condition on the owner would keep them from the next one.
  statement {
    sid = "StatementsOfThisRole"
    actions = [
      "redshift-data:DescribeStatement",
      "redshift-data:CancelStatement",
      "redshift-data:ListStatements",
    ]
    resources = ["*"]
  }

  # Counts and samples are read by who asked for them.
  statement {
    sid       = "OwnResults"
    actions   = ["redshift-data:GetStatementResult"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "redshift-data:statement-owner-iam-userid"
      values   = ["&{aws:userid}"]
    }
  }

  # The Data API signs in for us, as the database user IAMR:<name of this role>.
  statement {
    sid       = "SignIn"
    actions   = ["redshift-serverless:GetCredentials"]
    resources = [var.workgroup_arn]
  }

  # To see which parts are there already. Of all of the bucket, which is ours: whether one object is there is answered only to who may list.
  statement {
    sid       = "ListStaging"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.staging.arn]
  }

  # To send parts, also in pieces that are taken back; to compare the checksum of one that is there; to remove what was loaded.
  statement {
    sid = "StageParts"
    actions = [
      "s3:PutObject",
      "s3:GetObject",
      "s3:DeleteObject",
      "s3:AbortMultipartUpload",
    ]
    resources = ["${aws_s3_bucket.staging.arn}/${local.staging_prefix}*"]
  }

  # To find the files of each source, below its prefix and nowhere else.
  dynamic "statement" {
    for_each = local.source_places

    content {
      sid       = "List${replace(title(replace(statement.key, "_", " ")), " ", "")}"
      actions   = ["s3:ListBucket"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${statement.value.bucket}"]

      condition {
        test     = "StringLike"
        variable = "s3:prefix"
        values   = ["${statement.value.prefix}*"]
      }
    }
  }

  # To read them.
  statement {
    sid       = "ReadSources"
    actions   = ["s3:GetObject"]
    resources = [for place in values(local.source_places) : "arn:${data.aws_partition.current.partition}:s3:::${place.bucket}/${place.prefix}*"]
  }
}
