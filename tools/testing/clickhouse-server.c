/* A ClickHouse server out of the embedded library: what its command line does, with our arguments. */
#include <errno.h>
#include <sys/socket.h>

int chdb_query_cmdline(int argc, char **argv);

/*
 * A connection that another node resets while no question is on it ends a real server's handler with a line in its
 * log; the library has nobody to catch that, and aborts. Here such a connection has come to its end, as if it had
 * been closed. The library calls this function instead of the one of the C library.
 */
ssize_t recv(int socket, void *octets, size_t count, int flags) {
  ssize_t received = recvfrom(socket, octets, count, flags, 0, 0);
  return received < 0 && errno == ECONNRESET ? 0 : received;
}

int main(int argc, char **argv) {
  return chdb_query_cmdline(argc, argv);
}
