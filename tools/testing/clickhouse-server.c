/* A ClickHouse server out of the embedded library: what its command line does, with our arguments. */
int chdb_query_cmdline(int argc, char **argv);

int main(int argc, char **argv) {
  return chdb_query_cmdline(argc, argv);
}
