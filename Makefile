# The same words for those whose fingers type make; dev.py does the work.
.PHONY: setup demo test check bench lock

setup demo test check bench lock:
	python3 dev.py $@
