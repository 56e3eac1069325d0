# in nanoseconds, from Peter Norvig,
# "Teach Yourself Programming in Ten Years":
# https://norvig.com/21-days.html#answers
TIMES = {
    "L1 cache": 0.5,
    "L2 cache": 7,
    "main memory": 100,
    "2 kB over 1 Gbit/s": 20_000,
    "disk seek": 8_000_000,
    "US to Europe and back": 150_000_000,
}
UNITS = {"years": 31_536_000, "days": 86_400, "hours": 3600, "min": 60}


def human(seconds):
    for unit, size in UNITS.items():
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


for what, nanoseconds in TIMES.items():
    scaled = nanoseconds / TIMES["L1 cache"]
    print(f"{what:22} {human(scaled)}")
