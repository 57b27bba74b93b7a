resource "aws_cloudwatch_log_group" "runs" {
  name              = "/${var.name}/runs"
  retention_in_days = var.log_retention_days
}

# Its value is put there by hand, so that it is in no state file: README.md.
resource "aws_secretsmanager_secret" "webhook" {
  count       = length(var.notify) == 0 ? 0 : 1
  name        = "${var.name}/webhook"
  description = "The address that apportion tells what came of its runs."
}

resource "aws_ecs_cluster" "runs" {
  name = var.name
}

resource "aws_ecs_task_definition" "run" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  task_role_arn            = aws_iam_role.runner.arn
  execution_role_arn       = aws_iam_role.execution.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  ephemeral_storage {
    size_in_gib = var.disk_gib
  }

  # The only places that are written to. They get the owner that the image's own folders have.
  volume {
    name = "target"
  }

  volume {
    name = "temporary"
  }

  container_definitions = jsonencode([
    {
      name                   = "apportion"
      image                  = var.image
      command                = local.command
      essential              = true
      readonlyRootFilesystem = true
      # To cancel what the warehouse does, when the task is stopped.
      stopTimeout = 120
      environment = [
        { name = "AWS_REGION", value = var.region },
        { name = "REDSHIFT_WORKGROUP", value = var.workgroup_name },
        { name = "REDSHIFT_STAGING", value = "s3://${aws_s3_bucket.staging.id}/${trimsuffix(local.staging_prefix, "/")}" },
        { name = "REDSHIFT_IAM_ROLE", value = aws_iam_role.copy.arn },
      ]
      secrets = [
        for secret in aws_secretsmanager_secret.webhook : { name = "APPORTION_WEBHOOK", valueFrom = secret.arn }
      ]
      mountPoints = [
        { sourceVolume = "target", containerPath = "/project/target", readOnly = false },
        { sourceVolume = "temporary", containerPath = "/tmp", readOnly = false },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = aws_cloudwatch_log_group.runs.name
          "awslogs-region"        = var.region
          "awslogs-stream-prefix" = "run"
        }
      }
    },
  ])
}

# Out, to AWS's APIs and the webhook; in, nothing.
resource "aws_security_group" "run" {
  name        = var.name
  description = "apportion: HTTPS out, nothing in"
  vpc_id      = var.vpc_id

  egress {
    description = "AWS APIs, S3 and the webhook"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}
