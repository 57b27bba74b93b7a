output "copy_role_arn" {
  description = "To attach to the namespace; also `iam_role` of the target."
  value       = aws_iam_role.copy.arn
}

output "runner_role_name" {
  description = "The database user is IAMR:<this name>."
  value       = aws_iam_role.runner.name
}

output "runner_role_arn" {
  description = "The identity that apportion works as."
  value       = aws_iam_role.runner.arn
}

output "staging" {
  description = "`staging` of the target."
  value       = "s3://${aws_s3_bucket.staging.id}/${trimsuffix(local.staging_prefix, "/")}"
}

output "webhook_secret_name" {
  description = "Where to put the webhook's address; null without a webhook."
  value       = one(aws_secretsmanager_secret.webhook[*].name)
}

output "log_group_name" {
  description = "A stream for each run, a JSON object a line."
  value       = aws_cloudwatch_log_group.runs.name
}

output "run_now" {
  description = "Starts a run by hand, as the schedule does."
  value = join(" ", [
    "aws ecs run-task --region ${var.region} --cluster ${aws_ecs_cluster.runs.name} --launch-type FARGATE",
    "--task-definition ${aws_ecs_task_definition.run.family}",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", var.subnet_ids)}],securityGroups=[${aws_security_group.run.id}],assignPublicIp=${var.assign_public_ip ? "ENABLED" : "DISABLED"}}'",
  ])
}
