/*
description: >
  Whether an AWS product is AWS Support. Most plans are called so: AWS Support (Business), AWSSupportBusiness, AWSDeveloperSupport. A CUR has
  Enterprise as OCBPremiumSupport, and Enterprise On-Ramp as AWSEnterpriseOnRamp.
parameters: [aws_product]
*/
({{aws_product}} like 'AWS%Support%' or {{aws_product}} in ('OCBPremiumSupport', 'AWSEnterpriseOnRamp'))
