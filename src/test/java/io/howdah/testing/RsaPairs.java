package io.howdah.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * RSA keys of 2048 bits for tests, each another one. To find a prime takes half a second, so each new prime makes a key with every one
 * before it: nothing for keys that are to be secret.
 */
final class RsaPairs {

    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    private static final int PRIME_BITS = 1024;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<BigInteger> PRIMES = new ArrayList<>();
    private static int partner;

    private RsaPairs() {}

    /** Returns a key that was not there before. */
    static synchronized KeyPair next() throws GeneralSecurityException {
        if (partner >= PRIMES.size() - 1) {
            partner = 0;
            do {
                PRIMES.add(prime());
            } while (PRIMES.size() < 2);
        }
        return of(PRIMES.get(PRIMES.size() - 1), PRIMES.get(partner++));
    }

    private static BigInteger prime() {
        BigInteger found;
        do {
            // The product of two with both bits has all its bits.
            found = new BigInteger(PRIME_BITS, RANDOM)
                    .setBit(PRIME_BITS - 1)
                    .setBit(PRIME_BITS - 2)
                    .nextProbablePrime();
        } while (found.subtract(BigInteger.ONE).mod(EXPONENT).signum() == 0 || PRIMES.contains(found));
        return found;
    }

    private static KeyPair of(BigInteger one, BigInteger other) throws GeneralSecurityException {
        BigInteger modulus = one.multiply(other);
        BigInteger beforeOne = one.subtract(BigInteger.ONE);
        BigInteger beforeOther = other.subtract(BigInteger.ONE);
        BigInteger secret = EXPONENT.modInverse(beforeOne.multiply(beforeOther));
        KeyFactory keys = KeyFactory.getInstance("RSA");
        return new KeyPair(
                keys.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
                keys.generatePrivate(new RSAPrivateCrtKeySpec(
                        modulus,
                        EXPONENT,
                        secret,
                        one,
                        other,
                        secret.mod(beforeOne),
                        secret.mod(beforeOther),
                        other.modInverse(one))));
    }
}
