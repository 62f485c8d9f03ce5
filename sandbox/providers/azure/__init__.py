"""The sandbox's provider for Azure (pulumi-azure-native): types, rules and words of Azure, on files of ours."""
