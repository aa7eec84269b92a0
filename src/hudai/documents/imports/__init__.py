"""Each kind of sheet the product takes: its layout, and its rows as the frame the rules work on."""
