"""What is done with the tables: functions that take a Session. Each is a unit of work for Database.write or .read."""
