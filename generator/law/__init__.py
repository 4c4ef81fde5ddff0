"""What Conn. Gen. Stat. §§ 10-234aa to 10-234dd requires: its clocks, and the record of each duty."""
