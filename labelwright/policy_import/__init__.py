"""Tag rules of AWS Organizations and Azure Policy as settings of our own policies. What has no counterpart is said."""
