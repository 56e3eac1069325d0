from concurrent.futures import ThreadPoolExecutor


def share(people):
    return 12 // people


with ThreadPoolExecutor(3) as pool:
    try:
        for slices in pool.map(share, [4, 0, 2]):
            print(slices)
    except ZeroDivisionError:
        print("nobody came")
