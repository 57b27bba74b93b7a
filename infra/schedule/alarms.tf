# A run tells the webhook that it failed. These tell what no run can: that there was none.

# Published, or nothing was new: both are what should be.
resource "aws_cloudwatch_log_metric_filter" "succeeded" {
  name           = "${var.name}-succeeded"
  log_group_name = aws_cloudwatch_log_group.runs.name
  pattern        = "{ ($.kind = \"run-finished\") && (($.outcome = \"published\") || ($.outcome = \"unchanged\")) }"

  metric_transformation {
    namespace = var.name
    name      = "SucceededRuns"
    value     = "1"
  }
}

# 36 hours: a day's run was missed, and half a day to look after it has passed.
resource "aws_cloudwatch_metric_alarm" "none_succeeded" {
  alarm_name          = "${var.name}-no-run-succeeded-for-36-hours"
  alarm_description   = "What people read is older than it should be. The log group ${aws_cloudwatch_log_group.runs.name} says why, or that nothing was started."
  namespace           = aws_cloudwatch_log_metric_filter.succeeded.metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.succeeded.metric_transformation[0].name
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 21600
  evaluation_periods  = 6
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_topic_arns
  ok_actions          = var.alarm_topic_arns
}

resource "aws_cloudwatch_metric_alarm" "not_started" {
  alarm_name          = "${var.name}-not-started"
  alarm_description   = "EventBridge Scheduler could not start the task: the reason is in the messages of ${aws_sqs_queue.not_started.name}."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.not_started.name }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arns
}
