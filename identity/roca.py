"""RSA moduli of the faulty Infineon library (CVE-2017-15361, "ROCA"), which can be factored.

Its primes have the form k * M + (65537^a mod M), M a product of small primes. So modulo each of these
primes the modulus is a power of 65537, which a random modulus is for all of them once in 2^27 cases or less.
"""

_SMALL_PRIMES = (
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
)  # fmt: skip


def _powers(prime: int) -> frozenset[int]:
    return frozenset(pow(65537, exponent, prime) for exponent in range(prime - 1))


_FINGERPRINT = tuple((prime, _powers(prime)) for prime in _SMALL_PRIMES)


def looks_like_roca(modulus: int) -> bool:
    """Whether the modulus carries the fingerprint of the faulty library."""
    return all(modulus % prime in powers for prime, powers in _FINGERPRINT)
