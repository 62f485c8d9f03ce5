"""AWS in the sandbox: `pulumi_aws` types created in moto through boto3, as strict as pulumi-aws is."""
