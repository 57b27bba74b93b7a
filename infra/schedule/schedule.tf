resource "aws_scheduler_schedule" "daily" {
  name                         = var.name
  description                  = "Loads and builds what is new on the bill"
  state                        = var.is_enabled ? "ENABLED" : "DISABLED"
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = var.schedule_timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.runs.arn
    role_arn = aws_iam_role.scheduler.arn

    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.run.arn
      launch_type         = "FARGATE"
      task_count          = 1

      network_configuration {
        subnets          = var.subnet_ids
        security_groups  = [aws_security_group.run.id]
        assign_public_ip = var.assign_public_ip
      }
    }

    # Not tried again: RunTask whose answer was lost has started a task, and a second one would find the first at work, end with 2 and
    # raise a false alarm. What failed inside of a run is tried again there, statement by statement; the next day's run does the rest.
    retry_policy {
      maximum_retry_attempts = 0
    }

    dead_letter_config {
      arn = aws_sqs_queue.not_started.arn
    }
  }
}

# Runs that could not be started, with the reason in the message's attributes.
resource "aws_sqs_queue" "not_started" {
  name                      = "${var.name}-not-started"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_iam_role" "scheduler" {
  name               = "${var.name}-scheduler"
  assume_role_policy = data.aws_iam_policy_document.trust_of_scheduler.json
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "start"
  role   = aws_iam_role.scheduler.id
  policy = data.aws_iam_policy_document.scheduler.json
}

data "aws_iam_policy_document" "trust_of_scheduler" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    # Only schedules of this account: the service works for all of them.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "scheduler" {
  # This task, in this cluster.
  statement {
    sid       = "StartTask"
    actions   = ["ecs:RunTask"]
    resources = [aws_ecs_task_definition.run.arn]

    condition {
      test     = "ArnEquals"
      variable = "ecs:cluster"
      values   = [aws_ecs_cluster.runs.arn]
    }
  }

  # Its two roles, to tasks and to nothing else.
  statement {
    sid       = "HandOverRoles"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.runner.arn, aws_iam_role.execution.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }

  # What could not be started.
  statement {
    sid       = "ReportNotStarted"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.not_started.arn]
  }
}
