/*
 * main.h: the door of the command line.
 */
#ifndef CLI_MAIN_H
#define CLI_MAIN_H

/* Runs the command that `argv` names; returns the exit code (cli.h). */
int cli_main(int argc, char **argv);

#endif
