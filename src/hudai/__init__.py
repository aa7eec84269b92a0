"""户贷通 (hudai): the system of record for subsidised household microcredit of a county."""
