/*
description: Nothing comes after this.
*/
