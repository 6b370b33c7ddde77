package dev.hawser.spi;

/**
 * Where the credentials of a database come from when they change while it is used: a vault, a cloud's tokens, a file that is written anew. Thread-safe: it is
 * called by several threads at a time, none of them an application's own, and may block for as long as a connect may take.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /**
     * The credentials for the next connect. Asked before each of them, so what is dear to get is best kept for a while.
     *
     * @throws Exception if there are none; the connect then fails with this message, which must not hold a secret
     */
    Credentials credentials() throws Exception;

    /**
     * What to use instead of credentials that the server has just refused. Asked once for all connects that were refused meanwhile. What equals
     * {@code refused} is not tried again. A provider that keeps credentials for a while forgets them here.
     *
     * @throws Exception as {@link #credentials()}
     */
    default Credentials refreshed(Credentials refused) throws Exception {
        return credentials();
    }
}
