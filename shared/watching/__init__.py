"""How an application is watched while it runs: metrics, traces and health, none of which tells of a person."""
