"""Awards: grants approved for enterprises, one for each enterprise in a project."""
