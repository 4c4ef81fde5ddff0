"""What Conn. Gen. Stat. §§ 10-234aa to 10-234dd ask of an entry."""
