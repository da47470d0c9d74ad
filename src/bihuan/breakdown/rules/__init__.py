"""From the cells of a table to orders, without the database: columns, rows, units and dates, differences."""
