"""Areas: what was granted and paid in a governorate or district, and the jobs there, in all and in each quarter."""
