"""What Conn. Gen. Stat. §§ 10-234aa to 10-234dd require: clocks and the record of each duty."""
