variable "name" {
  description = "What everything here is called. Two schedules in one account and region need two names."
  type        = string
  default     = "apportion"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "Lower-case letters, digits and hyphens, at most 31: buckets and roles are named after it."
  }
}

variable "region" {
  description = "Where the workgroup is; everything here is made there. COPY reads from it without a word about regions."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region like eu-west-1."
  }
}

variable "tags" {
  description = "Tags for everything here: the cost of apportion is on the bill, too."
  type        = map(string)
  default     = {}
}

variable "image" {
  description = "The container's image, by its digest or an exact tag: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/apportion@sha256:…"
  type        = string

  validation {
    condition     = can(regex("(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_.-]+)$", var.image)) && !endswith(var.image, ":latest")
    error_message = "Name the image by its digest or an exact tag: with \"latest\" nobody knows what ran yesterday."
  }
}

variable "repository_arn" {
  description = "The ARN of the ECR repository that the image is in; null if it can be had without permission."
  type        = string
  default     = null
}

variable "architecture" {
  description = "What the image was built for."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "X86_64 or ARM64."
  }
}

variable "workgroup_name" {
  description = "The workgroup of Redshift Serverless that is built in."
  type        = string
}

variable "workgroup_arn" {
  description = "Its ARN, which holds its id instead of its name: aws redshift-serverless get-workgroup --workgroup-name …"
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:redshift-serverless:[a-z0-9-]+:[0-9]{12}:workgroup/[0-9a-f-]+$", var.workgroup_arn))
    error_message = "An ARN like arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/01234567-89ab-cdef-0123-456789abcdef."
  }
}

variable "sources" {
  description = "Where the files of each source are in S3: {bill = \"s3://bucket/prefix/\"}. The bill is needed, events are not."
  type        = map(string)

  validation {
    condition     = alltrue([for location in values(var.sources) : can(regex("^s3://[a-z0-9.-]+/[^*?\\[{]", location))])
    error_message = "Each is expected to be s3://bucket/prefix, with something before the first * ? [ or {: it becomes the limit of what may be read."
  }

  validation {
    condition     = length(setsubtract(keys(var.sources), ["bill", "ecs_events", "ebs_events", "resource_snapshots"])) == 0
    error_message = "The sources are bill, ecs_events, ebs_events and resource_snapshots."
  }

  validation {
    condition     = contains(keys(var.sources), "bill")
    error_message = "Say where the bill is."
  }
}

variable "vpc_id" {
  description = "The VPC that the task runs in. It needs a way out to AWS's public addresses, or endpoints for S3, ECR, logs, Secrets Manager and redshift-data."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of that VPC."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "At least one subnet."
  }
}

variable "assign_public_ip" {
  description = "True in public subnets without a NAT: the task gets an address to leave by. Nothing can come in either way."
  type        = bool
  default     = false
}

variable "schedule_expression" {
  description = "When it runs. AWS writes the bill of the day before during the night of UTC; a run that finds nothing new costs a minute."
  type        = string
  default     = "cron(0 7 * * ? *)"

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.schedule_expression))
    error_message = "cron(…) or rate(…), as EventBridge Scheduler takes it."
  }
}

variable "schedule_timezone" {
  description = "The time zone of the schedule."
  type        = string
  default     = "UTC"
}

variable "is_enabled" {
  description = "False keeps everything and runs nothing, for a back-fill by hand, say."
  type        = bool
  default     = true
}

variable "notify" {
  description = "What the webhook is told of. Empty: there is no webhook."
  type        = list(string)
  default     = ["failure", "warning"]

  validation {
    condition     = length(setsubtract(var.notify, ["failure", "warning", "success"])) == 0
    error_message = "failure, warning and success."
  }
}

variable "cpu" {
  description = "CPU units of the task, 1024 for a vCPU: what reads and packs the bill."
  type        = number
  default     = 2048

  validation {
    condition     = contains([1024, 2048, 4096, 8192], var.cpu)
    error_message = "1024, 2048, 4096 or 8192."
  }
}

variable "memory" {
  description = "Memory of the task in MiB. Reading a bill takes less than 300 of them, whatever its size; events and snapshots are parsed in memory."
  type        = number
  default     = 8192

  validation {
    condition     = var.memory >= 2048 && var.memory % 1024 == 0
    error_message = "Whole GiB, at least 2048."
  }
}

variable "disk_gib" {
  description = "Disk of the task in GiB: one bill as it comes, as much again if it is a zip, and two for the parts that are worked on."
  type        = number
  default     = 50

  validation {
    condition     = var.disk_gib >= 21 && var.disk_gib <= 200
    error_message = "Fargate has 21 to 200 GiB."
  }
}

variable "log_retention_days" {
  description = "How long the logs are kept."
  type        = number
  default     = 90

  validation {
    condition     = contains([7, 14, 30, 60, 90, 180, 365], var.log_retention_days)
    error_message = "7, 14, 30, 60, 90, 180 or 365."
  }
}

variable "alarm_topic_arns" {
  description = "SNS topics that are told when no run succeeded for 36 hours, or one could not be started."
  type        = list(string)
  default     = []
}
