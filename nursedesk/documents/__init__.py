"""Hand-over notes as PDF: rendered, signed, verified and shown (an adapter behind `ward.ports`)."""
